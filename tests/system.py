"""The two programs beside Python that the tests need: a PostgreSQL server and a Chromium.

`python -m tests.system` installs what is missing where apt can, and says how elsewhere.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS_BROWSER = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# A browser without a font draws empty boxes, which have no honest size.
PACKAGES = {"PostgreSQL server": ["postgresql"], "Chromium": ["chromium", "fonts-liberation"]}


def postgres_programs() -> Path | None:
    """The folder with initdb and postgres: Debian's newest, else wherever PATH leads."""
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if debian:
        return max(debian, key=lambda path: float(path.parent.name))
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def chromium() -> str | None:
    """The browser: CHROMIUM if set, else the first that the system has."""
    candidates = (os.environ.get("CHROMIUM", ""), *BROWSERS, str(MACOS_BROWSER))
    return next((found for name in candidates if name and (found := shutil.which(name))), None)


def missing() -> list[str]:
    found = {"PostgreSQL server": postgres_programs(), "Chromium": chromium()}
    return [name for name, path in found.items() if not path]


def root_prefix() -> list[str] | None:
    """What makes a command run as root without a password; None where nothing does."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None


def install(names: list[str], prefix: list[str]) -> None:
    packages = [package for name in names for package in PACKAGES[name]]
    print("Installing", *packages, flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], check=True)


def main() -> None:
    names, prefix = missing(), root_prefix()
    if names and prefix is not None and shutil.which("apt-get"):
        try:
            install(names, prefix)
        except subprocess.CalledProcessError as error:
            print(f"{' '.join(error.cmd)}: exit {error.returncode}", file=sys.stderr)
        names = missing()
    if names:
        packages = " ".join(package for name in names for package in PACKAGES[name])
        sys.exit(
            f"The tests need what this system lacks: {', '.join(names)}.\n"
            f"Debian and Ubuntu: sudo apt-get install {packages}\n"
            "Elsewhere: any PostgreSQL with initdb in PATH, and Chromium or Chrome in PATH or named by CHROMIUM."
        )


if __name__ == "__main__":
    main()
