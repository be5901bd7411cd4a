using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Examples;

/// <summary>
/// A guest without its machine: the real agent of Debian with its hooks, real databases, and a disk that is a file, in namespaces of their own. Only that disk is ever
/// frozen: the agent refuses to freeze without a list of mount points, and the list holds nothing else. However a script ends, its disk is thawed, its processes are
/// killed and nothing is left.
/// </summary>
internal static class Guest
{
    private const string Machine = """
        set -uo pipefail
        here=$(mktemp -d); export here files=$2
        chmod 711 "$here"
        # Thawed first: a process that waits for a frozen disk does not even die.
        trap 'fsfreeze --unfreeze "$here/disk" 2>/dev/null; kill "$guest" 2>/dev/null; wait "$guest"; umount --recursive "$here/restored" "$here/disk" 2>/dev/null; rm -rf "$here"' EXIT
        truncate --size 768M "$here/image" && mkfs.ext4 -q "$here/image" && mkdir -m 711 "$here/disk" "$here/restored" && mount -o loop "$here/image" "$here/disk" || exit
        chmod 711 "$here/disk"
        timeout --kill-after 1 100 unshare --pid --fork --kill-child --mount-proc bash -euo pipefail "$1" &
        guest=$!
        ( while kill -0 "$guest" 2>/dev/null && [ "$SECONDS" -lt 95 ]; do sleep 1; done; fsfreeze --unfreeze "$here/disk" ) >/dev/null 2>&1 &
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

        # start_postgresql [FOLDER [SOCKETS]], on a new or on a restored folder
        start_postgresql() {
          local folder=${1:-$here/disk/postgresql} sockets=${2:-/run/postgresql} bin
          bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
          install -d -m 700 -o postgres "$folder"
          [ -f "$folder/PG_VERSION" ] || runuser -u postgres -- "$bin/initdb" --auth trust -D "$folder" >/dev/null
          rm -f "$folder/postmaster.pid"
          runuser -u postgres -- "$bin/pg_ctl" -w -D "$folder" -o "-c listen_addresses='' -k $sockets" -l "$sockets/log" start >/dev/null || { cat "$sockets/log" >&2; return 1; }
        }

        # start_mariadb [FOLDER [SOCKET]], on a new or on a restored folder
        start_mariadb() {
          local folder=${1:-$here/disk/mariadb} socket=${2:-/run/mysqld/mysqld.sock}
          install -d -o nobody "$folder"
          [ -d "$folder/mysql" ] || mariadb-install-db --no-defaults --user=nobody --datadir="$folder" --auth-root-authentication-method=socket --skip-test-db >/dev/null
          mariadbd --no-defaults --user=nobody --datadir="$folder" --socket="$socket" --skip-networking --myisam-recover-options=OFF >"$socket.log" 2>&1 &
          until mariadb --socket "$socket" -e 'SELECT 1' >/dev/null 2>&1; do
            kill -0 $! || { cat "$socket.log" >&2; return 1; }
            sleep 0.1
          done
        }

        # As examples/README.md tells it, but for systemd.
        install_hooks() {
          systemctl() { [ "$*" = "restart qemu-guest-agent" ] && start_agent; }
          pushd "$files/.." >/dev/null
          . <(sed -n '/^<!-- hooks -->/,/^<!-- .hooks -->/p' README.md | sed -n '/^```sh$/,/^```$/p' | grep -v '^```')
          popd >/dev/null
        }

        start_agent() {
          qemu-ga --method unix-listen --path "$here/agent" --statedir /run --pidfile /run/agent.pid --block-rpcs guest-fsfreeze-freeze 2>/run/agent.log &
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

        # Prints how many file systems were frozen.
        freeze() {
          [ "$(findmnt -no MAJ:MIN "$here/disk")" != "$(findmnt -no MAJ:MIN /)" ]
          ask guest-fsfreeze-freeze-list "{\"mountpoints\": [\"$here/disk\"]}"
        }

        thaw() { ask guest-fsfreeze-thaw >/dev/null; ask guest-fsfreeze-status; }

        # What a storage system does: it takes the disk as it is, and knows nothing of what is on it.
        snapshot() { cp --sparse=always "$here/image" "$here/snapshot"; }
        restore() { mount -o loop "$here/snapshot" "$here/restored"; }

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
                $"""
                {root}true || echo 'only root can mount a disk and freeze it: run the tests as root, or where sudo asks for no password' >&2
                exec {root}unshare --mount bash machine script '{Repository.Path("examples", "guest")}'
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
