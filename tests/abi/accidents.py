"""What changes the ABI by accident is noticed: usage: accidents.py HOST_API

Each accident is done to a copy of the headers. The gates are those of layout.py and baseline.sh:
the layout as text, and abidiff of the probe library. The headers as they are must pass both.
"""

import contextlib
import io
import pathlib
import shutil
import subprocess
import sys
import tempfile

import layout

DEALS, DATA, PLUGIN, ABI = "raas/ext/deals.h", "raas/ext/data.h", "raas/plugin.h", "raas/abi.h"

# (what happens, file, old text, new text)
ACCIDENTS = [
    ("a function is appended to a table", "raas/ext/hooks.h", "} raas_plugin_hooks;",
     "  raas_status (*on_tip)(raas_instance *self);\n} raas_plugin_hooks;"),
    ("a function is inserted into a table", DEALS, "  raas_status (*find_request)(",
     "  raas_status (*forget)(void *ctx);\n  raas_status (*find_request)("),
    ("a function is taken out of a table", DEALS,
     "  raas_status (*cancel)(void *ctx, uint64_t request_id, raas_error *err);\n", ""),
    ("two functions of one type change places", "raas/ext/hooks.h",
     "  raas_status (*on_deal_created)(", "  raas_status (*on_request_update)("),
    ("a parameter becomes wider", PLUGIN,
     "void (*destroy)(raas_instance *self, uint32_t timeout_ms)",
     "void (*destroy)(raas_instance *self, uint64_t timeout_ms)"),
    ("a parameter is added", DATA, "void (*release)(void *ctx, uint64_t data_handle)",
     "void (*release)(void *ctx, uint64_t data_handle, uint32_t flags)"),
    ("a function begins to answer", DATA, "void (*release)(", "raas_status (*release)("),
    ("an extension gets another id", DEALS, 'ID "raas.host.deals/1"',
     'ID "raas.host.deals/2"'),
    ("the entry symbol gets another name", "raas/entry.h", 'SYMBOL "raas_plugin_entry_v1"',
     'SYMBOL "raas_plugin_entry"'),
    ("a status gets another number", ABI, "RAAS_E_RETRY = -5,", "RAAS_E_RETRY = -25,"),
    ("a state gets another number", DEALS, "RAAS_DEAL_FAILED = 0x80000002u;",
     "RAAS_DEAL_FAILED = 0x80000009u;"),
    ("a flag gets another bit", PLUGIN, "RAAS_PUMP_WAITING = 4", "RAAS_PUMP_WAITING = 8"),
    ("a field is inserted into a struct", DEALS, "  raas_deal_state state;\n  raas_fault fault;",
     "  uint32_t priority;\n  raas_deal_state state;\n  raas_fault fault;"),
    ("a field is appended to a struct", DEALS, "} raas_deal;", "  uint64_t extra;\n} raas_deal;"),
    ("a field is taken out of a struct", DEALS, "  uint64_t claim_id;\n", ""),
    ("two fields change places", DEALS, "  uint64_t deal_id;\n  uint64_t claim_id;\n",
     "  uint64_t claim_id;\n  uint64_t deal_id;\n"),
    ("a field loses its sign", DEALS, "  int64_t duration_epochs;", "  uint64_t duration_epochs;"),
    ("a field becomes narrower", "raas/ext/api.h", "  size_t header_count;\n  raas_str body;\n} ",
     "  uint32_t header_count;\n  raas_str body;\n} "),
]


def probe(host_api, place):
    """The probe library of a copy of the headers."""
    library = place / "probe.so"
    subprocess.run(["gcc", "-g", "-shared", "-fPIC", "-I", ".", "abi/probe.c", "-o", library],
                   cwd=host_api, check=True)
    return library


def noticed_by(host_api, committed, place):
    """Names of the gates that do not let the headers pass."""
    gates = []
    with contextlib.redirect_stdout(io.StringIO()):
        if layout.layout_of(host_api) != (committed / "abi/layout.txt").read_text():
            gates.append("layout")
    differs = subprocess.run(["abidiff", committed / "abi/baseline.abi", probe(host_api, place)],
                             capture_output=True, check=False).returncode
    return gates + (["abidiff"] if differs else [])


def after(accident, committed, place):
    """Gates that notice one accident."""
    _, name, old, new = accident
    copy = place / "host-api"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(committed, copy)
    text = (copy / name).read_text()
    if text.count(old) != 1:
        raise SystemExit(f"{name}: {old!r}: found {text.count(old)} times, expected once")
    if new and new in text:  # The two change places.
        text = text.replace(new, "\0").replace(old, new).replace("\0", old)
    else:
        text = text.replace(old, new)
    (copy / name).write_text(text)
    return noticed_by(copy, committed, place)


def main():
    committed = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        place = pathlib.Path(name)
        is_good = True
        for accident in ACCIDENTS:
            gates = after(accident, committed, place)
            print(f"{accident[0]}: {', '.join(gates) or 'went unnoticed'}")
            is_good = is_good and bool(gates)
        untouched = noticed_by(committed, committed, place)
    if untouched:
        print(f"the headers as they are do not pass {untouched}")
    return 0 if is_good and not untouched else 1


if __name__ == "__main__":
    sys.exit(main())
