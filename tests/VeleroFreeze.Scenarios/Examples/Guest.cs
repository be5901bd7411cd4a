using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Examples;

/// <summary>
/// A guest without its machine: the real agent of Debian with its hooks, real databases, and two disks that are files, in namespaces of their own. Only those disks are
/// ever frozen: the agent refuses to freeze without a list of mount points, and the list holds nothing else. However a script ends, its disks are thawed, its processes
/// are killed and nothing is left.
/// </summary>
internal static class Guest
{
    private const string Machine = """
        set -uo pipefail
        here=$(mktemp -d); export here files=$2
        chmod 711 "$here"
        # Before anything else: a process that waits for a frozen disk does not even die.
        thaw_disks() { for disk in data log; do fsfreeze --unfreeze "$here/live/$disk"; done 2>/dev/null; }
        trap 'thaw_disks; kill "$guest" 2>/dev/null; wait "$guest"; umount "$here"/live/* && rm -rf "$here"' EXIT
        for disk in data log; do
          mkdir -p -m 711 "$here/live/$disk" "$here/restored/$disk"
          truncate --size 512M "$here/$disk.image" && mkfs.ext4 -q "$here/$disk.image" && mount -o loop "$here/$disk.image" "$here/live/$disk" && chmod 711 "$here/live/$disk" || exit
        done
        timeout --kill-after 1 200 unshare --pid --fork --kill-child --mount-proc bash -euo pipefail "$1" &
        guest=$!
        ( while kill -0 "$guest" && [ "$SECONDS" -lt 195 ]; do sleep 1; done; thaw_disks ) >/dev/null 2>&1 &
        wait "$guest"
        """;

    private const string Prelude = """
        cd /
        mount -t tmpfs tmpfs /run
        mount -t tmpfs tmpfs /var/log
        cp -a /etc/qemu "$here/etc"
        mount --bind "$here/etc" /etc/qemu
        install -d -o postgres /run/postgresql
        install -d -o nobody /run/mysqld
        # A database names what it puts there after its process, and in another guest there is one of the same number.
        install -d -m 1777 /run/tmp
        export TMPDIR=/run/tmp

        # start_postgresql [DISKS [SOCKETS]]: on new disks or on restored ones, the data on one and the log on the other.
        start_postgresql() {
          local data=${1:-$here/live}/data/postgresql log=${1:-$here/live}/log/postgresql sockets=${2:-/run/postgresql} bin
          bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
          install -d -m 700 -o postgres "$data" "$log"
          [ -f "$data/PG_VERSION" ] || runuser -u postgres -- "$bin/initdb" --auth trust --waldir "$log" "$data" >/dev/null
          ln -sfn "$log" "$data/pg_wal"
          # Where a disk is restored, the process that this names is not there any more; here it is.
          rm -f "$data/postmaster.pid"
          runuser -u postgres -- "$bin/pg_ctl" -w -D "$data" -o "-c listen_addresses='' -k $sockets" -l "$sockets/log" start >/dev/null || { cat "$sockets/log" >&2; return 1; }
        }

        # start_mariadb [DISKS [SOCKET]]: likewise.
        start_mariadb() {
          local data=${1:-$here/live}/data/mariadb log=${1:-$here/live}/log/mariadb socket=${2:-/run/mysqld/mysqld.sock}
          local options="--no-defaults --user=nobody --datadir=$data --innodb-log-group-home-dir=$log"
          install -d -o nobody "$data" "$log"
          [ -d "$data/mysql" ] || mariadb-install-db $options --auth-root-authentication-method=socket --skip-test-db >/dev/null
          mariadbd $options --socket="$socket" --skip-networking --myisam-recover-options=OFF >"$socket.log" 2>&1 &
          until mariadb --socket "$socket" -e 'SELECT 1' >/dev/null 2>&1; do
            kill -0 $! || { cat "$socket.log" >&2; return 1; }
            sleep 0.1
          done
        }

        # As README tells it, but for systemd.
        install_hooks() {
          systemctl() { [ "$*" = "restart qemu-guest-agent" ] && start_agent; }
          pushd "$files" >/dev/null
          . <(sed -n '/^<!-- hooks -->/,/^<!-- .hooks -->/p' README.md | grep -v '^<!--\|^```')
          popd >/dev/null
        }

        start_agent() {
          pkill --exact qemu-ga && rm "$here/agent"
          qemu-ga --method unix-listen --path "$here/agent" --statedir /run --block-rpcs guest-fsfreeze-freeze 2>/run/agent.log &
          until [ -S "$here/agent" ]; do sleep 0.1; done
        }

        ask() {
          python3 -I -c '
        import json, socket, sys
        agent = socket.socket(socket.AF_UNIX)
        agent.settimeout(60)
        agent.connect(sys.argv[1])
        agent.sendall(json.dumps({"execute": sys.argv[2], "arguments": json.loads(sys.argv[3])}).encode() + b"\n")
        answer = json.loads(agent.makefile().readline())
        print(answer["return"] if "return" in answer else answer["error"]["desc"])' "$here/agent" "$1" "${2:-{\}}"
        }

        # Says how many file systems were frozen.
        freeze() {
          for disk in data log; do [ "$(findmnt -no MAJ:MIN "$here/live/$disk")" != "$(findmnt -no MAJ:MIN /)" ]; done
          echo "frozen: $(ask guest-fsfreeze-freeze-list "{\"mountpoints\": [\"$here/live/data\", \"$here/live/log\"]}")"
        }

        thaw() { ask guest-fsfreeze-thaw >/dev/null; ask guest-fsfreeze-status; }

        # What a storage system does, one disk after the other: it takes them as they are, and knows nothing of what is on them.
        snapshot() { for disk in data log; do cp --sparse=always "$here/$disk.image" "$here/$disk.snapshot"; done; }
        restore() { for disk in data log; do mount -o loop "$here/$disk.snapshot" "$here/restored/$disk"; done; }

        # write_rows WRITE: one after the other without end; which of them were committed stands in memory.
        write_rows() {
          ( for id in $(seq 100000); do "$1" "$id" && echo "$id" >> /run/committed; done ) &
          until [ "$(wc -l < /run/committed)" -gt 20 ]; do sleep 0.05; done 2>/dev/null
        }

        # Takes the disks under a freeze; every row up to $committed was there before.
        take_disks() {
          freeze
          committed=$(tail -n 1 /run/committed)
          snapshot
          thaw
        }

        until_rows_are_written() { until [ "$(tail -n 1 /run/committed)" -gt $((committed + 5)) ]; do sleep 0.05; done; }

        freeze_while_it_hangs() {
          pkill -STOP "$1"
          freeze
          thaw
          pkill -CONT "$1"
        }

        """;

    /// <summary>Runs a script in a guest. It may use the functions above, and fails with the first command that fails.</summary>
    public static async Task<ShellResult> RunAsync(string script)
    {
        var folder = Directory.CreateTempSubdirectory("guest-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "machine"), Machine);
            await File.WriteAllTextAsync(Path.Combine(folder, "script"), Prelude + script);
            var root = Environment.IsPrivilegedProcess ? "" : "sudo --non-interactive ";
            return await Shell.RunAsync(
                $$"""
                {{root}}true || { echo 'only root can mount a disk and freeze it: run the tests as root, or where sudo asks for no password' >&2; exit 1; }
                exec {{root}}unshare --mount bash machine script '{{Repository.Path("examples")}}'
                """,
                folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs a script that must succeed and print what is expected.</summary>
    public static async Task ShouldPrintAsync(string script, string expected)
    {
        var result = await RunAsync(script);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        result.Output.TrimEnd().ShouldBe(expected, result.Error);
    }
}
