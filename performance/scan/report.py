"""Writes what performance/scan/compare measured. Arguments: its folder, processors, load."""

import json
import pathlib
import statistics
import sys

work = pathlib.Path(sys.argv[1])


def times(name):
    """Seconds, CPU seconds and megabytes of each round; empty if it was not measured."""
    file = work / f"{name}.times"
    rows = []
    for line in file.read_text().splitlines() if file.exists() else []:
        parts = line.split()
        if len(parts) == 4 and parts[0] != "Command":
            rows.append((float(parts[0]), float(parts[1]) + float(parts[2]), int(parts[3]) / 1024))
    return rows


def shown(rows):
    if not rows:
        return "not measured"
    seconds = [row[0] for row in rows]
    return "%.2f (%.2f–%.2f) / %.2f / %.0f" % (
        statistics.median(seconds), min(seconds), max(seconds),
        statistics.median(row[1] for row in rows), statistics.median(row[2] for row in rows))


def ratio(ours, peers, column):
    if not ours or not peers:
        return "–"
    return "%.2f" % (statistics.median(r[column] for r in ours) / statistics.median(r[column] for r in peers))


print("### Scans beside osv-scanner and gitleaks\n")
print(f"Whole processes, page cache warm, {sys.argv[2]} CPUs, load at the end {sys.argv[3]}. Wall seconds: median (least–most) / CPU seconds / resident MB.\n")
print("| case | Sekisho | peer | ratio |\n|---|---|---|---|")
for name, peer, title in [
    ("debian", "debian-osv", "Debian, one uncompressed layer, vulnerabilities; osv-scanner"),
    ("debian-secret", "debian-osv", "same, vulnerabilities and secrets; osv-scanner (vulnerabilities only)"),
    ("npm", "npm-osv", "npm, 1,500 packages; osv-scanner"),
    ("jar", "jar-osv", "Spring Boot archive of 200 jars; osv-scanner"),
    ("layers", "layers-osv", "gzip layers; osv-scanner"),
    ("warm", "", "Debian with kept layers, vulnerabilities and secrets (the first round reads)"),
]:
    ours, peers = times(name), times(peer) if peer else []
    print(f"| {title} | {shown(ours)} | {shown(peers) if peer else '–'} | {ratio(ours, peers, 0)} |")
ours, peers = times("secrets"), times("secrets-gitleaks")
print(f"| secrets over a whole tree, binaries included; gitleaks | {shown(ours)} | {shown(peers)} | CPU {ratio(ours, peers, 1)} |")

print("\n### Agreement\n")
for image in ["debian", "npm", "jar", "layers"]:
    theirs_file = work / f"{image}-osv.json"
    if not theirs_file.exists():
        print(f"* {image}: not compared, osv-scanner was not there.")
        continue
    theirs, ours, groups = set(), set(), {}
    for result in json.loads(theirs_file.read_text()).get("results", []):
        for package in result["packages"]:
            for found in package.get("vulnerabilities", []):
                theirs.add((package["package"]["name"], package["package"]["version"], found["id"]))
    for found in json.loads((work / f"{image}.json").read_text()).get("vulnerabilities", []):
        key = (found["why"]["package"], found["installedVersion"])
        ours.add(key + (found["why"]["record"],))
        groups.setdefault(key, set()).update([found["id"], found["why"]["record"], *found.get("aliases", [])])
    missing = sorted(x for x in theirs if x[2] not in groups.get(x[:2], set()))
    print(f"* {image}: osv-scanner {len(theirs)} findings, Sekisho {len(ours)}; {len(missing)} only with osv-scanner, {len(ours - theirs)} only with Sekisho.")
    for name, version, record in missing[:50]:
        print(f"  * only osv-scanner: {record} in {name} {version}")
    for name, version, record in sorted(ours - theirs)[:50]:
        print(f"  * only Sekisho: {record} in {name} {version}")
leaks = work / "gitleaks.json"
if leaks.exists():
    base = str(work / "tree") + "/"
    theirs = {(x["File"].replace(base, ""), x["RuleID"], x["StartLine"]) for x in json.loads(leaks.read_text())}
    ours = {(x["location"]["path"], x["id"], x["location"].get("line", 1)) for x in json.loads((work / "secrets.json").read_text())["secrets"]}
    print(f"* secrets: gitleaks {len(theirs)}, Sekisho {len(ours)}; {len(theirs - ours)} only with gitleaks, {len(ours - theirs)} only with Sekisho.")
    for path, rule, line in sorted(theirs - ours)[:50]:
        print(f"  * only gitleaks: {rule} in {path}:{line}")
    for path, rule, line in sorted(ours - theirs)[:50]:
        print(f"  * only Sekisho: {rule} in {path}:{line}")
