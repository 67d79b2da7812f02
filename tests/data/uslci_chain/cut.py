"""Cut the excerpts of this folder out of the two releases of USLCI FY2018 Q1.

    python cut.py RELEASE_JSONLD.zip RELEASE_ECOSPOLD2.zip

Files are kept byte for byte: the datasets of `WHOLE_CHAINS` with everything upstream of
them, those of `LOSSY` alone, and in JSON-LD what they refer to, but for actors and
sources.
"""

import gzip
import io
import json
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

WHOLE_CHAINS = (
    "66280f03-b26f-35c4-bda2-3d4a8652943a",  # Electricity, bituminous coal, at power…
    "99963138-ddf9-3b32-9e93-69593d76cb08",  # Aluminum, primary ingot, at plant
    "5f23939e-be70-364e-95c2-baef329a95fe",  # Steel, liquid, at plant
)
LOSSY = (  # the EcoSpold 2 export lost exchanges of these
    "0879167f-989b-3e3b-b9c5-3c07ea0a3f8e",  # Ethanol, denatured, corn stover, bioch…
    "8ccbedef-d726-3fae-a848-a6d41aeab5a4",  # Corn stover, at conversion plant, 2022
    "323a15f8-5c89-3deb-aad5-78133e487bef",  # Ethanol, 85%, blended, at service stat…
)
LEFT_OUT = ("actors/", "sources/")


def upstream(processes: dict[str, dict], wanted: tuple[str, ...]) -> set[str]:
    makers: dict[str, list[str]] = {}
    for id_, process in processes.items():
        for each in process["exchanges"]:
            if not each["input"]:
                makers.setdefault(each["flow"]["@id"], []).append(id_)
    found, ahead = set(), list(wanted)
    while ahead:
        if (id_ := ahead.pop()) not in found:
            found.add(id_)
            for each in processes[id_]["exchanges"]:
                if each["input"] and each["flow"]["flowType"] == "PRODUCT_FLOW":
                    ahead += makers.get(each["flow"]["@id"], ())
    return found


def ids_in(node: object) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(ids_in, node))
    own = {node["@id"]} if isinstance(node, dict) and "@id" in node else set()
    return own.union(*map(ids_in, node.values())) if isinstance(node, dict) else own


def write(path: Path, files: dict[str, bytes]) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            header = tarfile.TarInfo(name)
            header.size = len(files[name])
            archive.addfile(header, io.BytesIO(files[name]))
    path.write_bytes(gzip.compress(buffer.getvalue(), mtime=0))


jsonld, ecospold2 = map(ZipFile, sys.argv[1:])
names = {Path(n).stem: n for n in jsonld.namelist() if n.endswith(".json")}
datasets = [name for name in names.values() if name.startswith("processes/")]
read = [json.loads(jsonld.read(name)) for name in datasets]
kept = upstream({process["@id"]: process for process in read}, WHOLE_CHAINS) | {*LOSSY}
here = Path(__file__).parent
spold = {f"{id_}.spold": ecospold2.read(f"{id_}.spold") for id_ in kept}
write(here / "ecospold2.tar.gz", spold)
ahead = kept
while ahead:
    near = set().union(*(ids_in(json.loads(jsonld.read(names[id_]))) for id_ in ahead))
    near = {id_ for id_ in near & names.keys() if not names[id_].startswith(LEFT_OUT)}
    ahead = near - kept
    kept = kept | ahead
chosen = [names["context"], *(names[id_] for id_ in kept)]
write(here / "jsonld.tar.gz", {name: jsonld.read(name) for name in chosen})
