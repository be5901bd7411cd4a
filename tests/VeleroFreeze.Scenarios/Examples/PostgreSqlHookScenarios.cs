namespace VeleroFreeze.Scenarios.Examples;

/// <summary>What the freeze hook does for a real PostgreSQL, asked for by the real agent.</summary>
public sealed class PostgreSqlHookScenarios
{
    private const string Sql = """
        start_postgresql
        sql() { psql -XAtq -h "${sockets:-/run/postgresql}" -U postgres -c "$1"; }

        """;

    [Fact]
    public Task A_disk_taken_during_the_freeze_has_every_row_that_was_committed() => Guest.ShouldPrintAsync(
        Sql + """
        sql 'CREATE TABLE orders (id int)'
        install_hooks
        write_row() { sql "INSERT INTO orders VALUES ($1)"; }
        write_rows write_row

        last=$(sql 'SELECT checkpoint_lsn FROM pg_control_checkpoint()')
        take_disks
        until_rows_are_written
        sql "SELECT 'checkpoint made' FROM pg_control_checkpoint() WHERE checkpoint_lsn > '$last'"

        restore
        install -d -o postgres /run/restored
        start_postgresql "$here/restored" /run/restored
        sockets=/run/restored
        lost=$(sql "SELECT count(*) FROM generate_series(1, $committed) AS id WHERE id NOT IN (SELECT id FROM orders)")
        echo "lost: $lost"
        """,
        """
        frozen: 2
        thawed
        checkpoint made
        lost: 0
        """);

    [Fact]
    public Task A_server_that_hangs_holds_up_nothing() => Guest.ShouldPrintAsync(
        Sql + """
        export POSTGRESQL_HOOK_SECONDS=1
        install_hooks
        freeze_while_it_hangs postgres
        sql "SELECT 'it works'"
        grep -o 'PostgreSQL on .*' /var/log/qga-fsfreeze-hook.log
        """,
        """
        frozen: 2
        thawed
        it works
        PostgreSQL on port 5432: no checkpoint within 1 s; recovery after a restore will take longer
        """);
}
