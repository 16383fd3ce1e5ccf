"""The Debian packages install, run and go again on a clean Debian 12: usage: deb_test.py TOP BUILD

Packs what is in BUILD, looks at what the packages hold and depend on, installs them into a new root
that holds nothing but Debian's essential packages and these dependencies, and runs there. The empty
root is kept in BUILD for the next time. Exit status 77 = what needs root was left out.
"""

import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SKIPPED = 77
PACKAGES = ("raas-plugin", "raas-mock-host", "raas-host-api-dev")
# What may be there in another version tomorrow, for security's sake, and nothing else.
LIBRARIES = {"libc6", "libgcc-s1", "libstdc++6", "libcurl3-gnutls", "libsqlite3-0", "libnettle8",
             "libmimalloc2.0"}
GLIBC_MAX = (2, 36)


def run(*command, **options):
    """Runs a command and shows what it says; what it printed."""
    print("$", *command, flush=True)
    done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        print(done.stdout)
        raise SystemExit(f"{command[0]}: exit status {done.returncode}, expected 0")
    return done.stdout


def expect(is_so, what):
    """Ends the test where something is not as it must be."""
    if not is_so:
        raise SystemExit(what)


def dependencies_of(deb):
    """The packages that a package depends on, with versions, by their names."""
    text = run("dpkg-deb", "--field", deb, "Depends").strip()
    return dict(re.findall(r"([\w.+-]+)(?: \(>?= ([^)]+)\))?", text))


def looked_at(debs):
    """Dependencies of all packages, each as it must be."""
    together = {}
    for name in ("raas-plugin", "raas-mock-host"):
        needed = dependencies_of(debs[name])
        others = set(needed) - LIBRARIES - set(PACKAGES)
        expect(not others, f"{name}: depends on {others}, expected a few of {LIBRARIES}")
        glibc = tuple(map(int, needed["libc6"].split(".")))
        expect(glibc <= GLIBC_MAX, f"{name}: needs glibc {glibc}, expected at most {GLIBC_MAX}")
        together |= needed
    listed = run("dpkg-deb", "--contents", debs["raas-plugin"])
    expect(re.search(r"^-rw-r--r-- root/root .*/lib/[\w-]+/raas/plugins/libraas_plugin\.so$",
                     listed, re.MULTILINE), f"raas-plugin: holds\n{listed}")
    return sorted(set(together) - set(PACKAGES))


def empty_root(build, libraries):
    """An archive of a Debian 12 with only @libraries beside what is essential."""
    key = hashlib.sha256(" ".join(libraries).encode()).hexdigest()[:12]
    archive = build / f"debian-12-{key}.tar"
    if not archive.exists():
        partial = archive.with_suffix(".part.tar")
        run("mmdebstrap", "--mode=root", "--variant=essential", f"--include={','.join(libraries)}",
            "--dpkgopt=path-exclude=/usr/share/locale/*", "--dpkgopt=force-unsafe-io", "bookworm",
            str(partial))
        partial.rename(archive)
    return archive


class Root:
    """A system of its own below a folder."""

    def __init__(self, place, archive):
        self.place = place
        place.mkdir()
        run("tar", "-xf", str(archive), "-C", str(place))
        # A container may forbid mounts: then the programs have to do without /proc.
        self.has_proc = subprocess.run(["unshare", "--mount", "mount", "-t", "proc", "proc",
                                        str(place / "proc")], check=False,
                                       capture_output=True).returncode == 0

    def dpkg(self, *arguments):
        """Runs dpkg on the root."""
        return run("dpkg", f"--root={self.place}", *arguments,
                   env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})

    def run(self, *command):
        """Runs a command within."""
        away = ["chroot", str(self.place), "env", "-i", "PATH=/usr/bin:/bin", "HOME=/root"]
        if self.has_proc:
            away[:0] = ["unshare", "--mount", "--pid", "--fork", "--kill-child",
                        f"--mount-proc={self.place}/proc"]
        return run(*away, *command)


def files_of(root):
    """The files that the packages put there."""
    listed = "".join(root.dpkg("--listfiles", name) for name in PACKAGES)
    places = {root.place / line[1:] for line in listed.splitlines() if line.startswith("/usr/")}
    return {place for place in places if place.is_file()}


def works(root):
    """The programs run, with the plugin that was installed."""
    plugin = next(iter(root.place.glob("usr/lib/*/raas/plugins/libraas_plugin.so")))
    plugin = f"/{plugin.relative_to(root.place)}"
    # Without /proc a program does not know where it stands.
    root.run("mock-host", "sim", "--epochs", "10000", "--jobs", "5", "--quiet",
             *([] if root.has_proc else ["--plugin", plugin]))
    if root.has_proc:
        print(root.run("mock-host", "validate", plugin, "--include", "^(elf|load|entry)/"))


def headers_work(root, top, place):
    """A host compiles with nothing but what the package says."""
    pc = next(iter(root.place.glob("usr/lib/*/pkgconfig/raas-host-api.pc")))
    flags = run("pkg-config", "--cflags", "--libs", "raas-host-api", env={
        **os.environ, "PKG_CONFIG_LIBDIR": str(pc.parent), "PKG_CONFIG_SYSROOT_DIR":
        str(root.place), "PKG_CONFIG_ALLOW_SYSTEM_CFLAGS": "1"}).split()
    expect(f"-I{root.place}/usr/include" in flags, f"pkg-config: {flags}")
    run("gcc", "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-Werror", *flags,
        str(top / "tests/abi/smallest_host.c"), "-o", str(place / "host"), "-ldl")


def main():
    top, build = map(pathlib.Path, sys.argv[1:])
    with tempfile.TemporaryDirectory() as name:
        place = pathlib.Path(name)
        run(str(top / "plugin/packaging/deb.sh"), str(place), str(build))
        debs = {path.name.split("_")[0]: str(path) for path in place.glob("*.deb")}
        expect(set(debs) == set(PACKAGES), f"packages: {set(debs)}, expected {PACKAGES}")
        libraries = looked_at(debs)
        if os.geteuid() != 0:
            print("not root: the packages were looked at, but not installed")
            return SKIPPED
        root = Root(place / "root", empty_root(build, libraries))
        root.dpkg("--install", *debs.values())
        expect(not root.dpkg("--audit"), "dpkg --audit finds fault")
        files = files_of(root)
        works(root)
        headers_work(root, top, place)
        root.dpkg("--purge", *PACKAGES)
        left = [str(path) for path in files if path.exists()]
        expect(len(files) > 10 and not left, f"of {len(files)} files these are left: {left}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
