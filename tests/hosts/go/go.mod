module raas.example/host

go 1.19
