# SPDX-License-Identifier: GPL-3.0-or-later
"""sets.json: which instances there are, and what is known of them.

An entry of a set names its instances in one of three ways:

- "files": a glob below WAREWATT_DATA, with "format"; "capacities" makes a case of each;
- "scenarios": a glob below the repository, their status and value in "expected" (a CSV file); those named in
  "written" reach the peers as the model that Warewatt writes, those in "without_model" are left out: this harness
  has no model of their rules (their values were confirmed apart, see Scenarios/README.md);
- "generate": arguments of "warewatt generate", {data} standing for WAREWATT_DATA; with "model": "written", the
  peers' model is the one that Warewatt writes, for scenarios with features that this harness does not model.

Known values are read from the files named at the top of the manifest at run time; none is typed here.
"""

import csv
import fnmatch
import glob
import hashlib
import json
import os
import subprocess
from pathlib import Path

from .failure import Failure

HERE = Path(__file__).resolve().parent.parent
REPOSITORY = HERE.parent.parent
GENERATED = HERE / ".generated"


class Manifest:
    def __init__(self, path=HERE / "sets.json"):
        with open(path) as file:
            self._content = json.load(file)
        self._known = None
        # Why cases were left out, for people.
        self.left_out = []

    @property
    def data(self):
        return os.environ.get("WAREWATT_DATA")

    @property
    def sets(self):
        return self._content["sets"]

    def cases(self, names, warewatt, only=None):
        """The cases of sets; a prefix such as "holmberg" stands for all sets whose names begin with it."""
        found = []
        for wanted in names:
            matching = [name for name in self.sets if name.startswith(wanted + "_")]
            if wanted in self.sets:
                matching = [wanted]
            if not matching:
                raise Failure(f"no set \"{wanted}\" in sets.json; there are: {', '.join(self.sets)}")
            for name in matching:
                before = len(found)
                for entry in self.sets[name]["instances"]:
                    found += self._entry(name, entry, warewatt, only)
                if len(found) == before and not only and not self.data and not self.left_out:
                    raise Failure(f"the set \"{name}\" is empty")
        return found

    def _entry(self, set_name, entry, warewatt, only):
        kind = next(key for key in ("files", "scenarios", "generate") if key in entry)
        needs_data = kind == "files" or any("{data}" in word for word in entry.get("generate", []))
        if needs_data and not self.data:
            self.left_out.append(f"{set_name}: {entry.get('name') or entry.get('files')} needs WAREWATT_DATA, "
                                 "the folder of published instances")
            return []
        base = {"set": set_name, "market": entry.get("market", self.sets[set_name].get("market", "logistics")),
                "variant": entry.get("variant", "as_given"), "must_prove": entry.get("must_prove", False),
                "format": entry.get("format", "scenario")}
        cases = {"files": self._files, "scenarios": self._scenarios, "generate": self._generated}[kind](
            base, entry, warewatt, only)
        return [case for case in cases if _wanted(case, only)]

    def _files(self, base, entry, warewatt, only):
        paths = sorted(glob.glob(os.path.join(self.data, entry["files"])), key=_natural)
        if not paths:
            raise Failure(f"{entry['files']} matches no file below WAREWATT_DATA ({self.data})")
        cases = []
        for path in paths:
            folder = os.path.basename(os.path.dirname(path))
            for capacity in entry.get("capacities", [None]):
                name = f"{folder}/{Path(path).stem}" + ("" if capacity is None else f":capacity={capacity}")
                case = base | {"instance": name, "file": os.path.abspath(path)}
                if capacity is not None:
                    case["capacity"] = capacity
                known = self._published(name, base["variant"])
                if known is None and entry.get("only_known"):
                    continue
                cases.append(case | {"known": known})
        return cases

    def _published(self, instance, variant):
        if self._known is None:
            self._known = {}
            with open(os.path.join(self.data, self._content["known_values"]), newline="") as file:
                for row in csv.DictReader(file):
                    self._known[row["instance"], row["variant"]] = {
                        "value": float(row["value"]), "rounding": _rounding(row["value"]),
                        "proved": row["proved"] == "yes", "source": row["source"]}
        return self._known.get((instance, variant))

    def _scenarios(self, base, entry, warewatt, only):
        with open(REPOSITORY / entry["expected"], newline="") as file:
            expected = {row["scenario"]: row for row in csv.DictReader(file)}
        cases = []
        for path in sorted(REPOSITORY.glob(entry["scenarios"])):
            row = expected.get(path.name)
            if row is None or path.stem in entry.get("without_model", []):
                continue
            known = {"value": float(row["value"]) if row["value"] else None, "status": row["status"],
                     "rounding": _rounding(row["value"]), "proved": True, "source": entry["expected"]}
            case = base | {"instance": path.stem, "market": row["market"], "file": str(path), "known": known}
            if path.stem in entry.get("written", []) and warewatt and _wanted(case, only):
                GENERATED.mkdir(parents=True, exist_ok=True)
                case["model_file"] = str(GENERATED / f"{path.stem}.mps")
                _write_model(warewatt, case["file"], case["model_file"])
            cases.append(case)
        return cases

    def _generated(self, base, entry, warewatt, only):
        """Made anew at each run, so that no file outlives the generator that made it."""
        case = base | {"instance": entry["name"], "known": None}
        if not _wanted(case, only):
            return []
        if not warewatt:
            raise Failure(f"{entry['name']} is generated by warewatt: build it (swift build -c release) or name it "
                          "with --warewatt")
        path = GENERATED / f"{entry['name']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        words = [word.replace("{data}", os.path.join(self.data or "", "power")) for word in entry["generate"]]
        done = subprocess.run([warewatt, "generate", *words, "-o", str(path)], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failure(f"warewatt generate {' '.join(words)}: {done.stderr.strip()}")
        case |= {"file": str(path)}
        if entry.get("model") == "written":
            case["model_file"] = str(path.with_suffix(".mps"))
            _write_model(warewatt, case["file"], case["model_file"])
        return [case]


def _write_model(warewatt, scenario, model):
    """The model of the direct method; the run itself ends at once, with or without a plan."""
    done = subprocess.run([warewatt, "solve", scenario, "--method", "direct", "--write-model", model, "--time-limit",
                           "0.01", "--quiet", "-o", os.devnull], capture_output=True, text=True)
    if not os.path.exists(model):
        raise Failure(f"warewatt solve --write-model {model}: {done.stderr.strip()}")


def digest(case):
    """The digest of a case's files: a row belongs to what was solved, not to a name."""
    total = hashlib.sha256()
    path = Path(case["file"])
    files = [path]
    if case["format"] == "scenario":
        # A scenario's series and tables stand beside it under names that it gives.
        text = path.read_text()
        files += [other for other in sorted(path.parent.glob("*.csv")) if f'"{other.name}"' in text]
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()[:16]


def _wanted(case, only):
    return not only or fnmatch.fnmatch(case["instance"], only)


def _natural(path):
    """p2 before p10."""
    digits = "".join(c if c.isdigit() else " " for c in os.path.basename(path)).split()
    return ([int(part) for part in digits], path)


def _rounding(text):
    """Half a unit of the last digit written."""
    return 0.5 * 10.0 ** -len(text.partition(".")[2]) if "." in text else 0.0
