namespace VeleroFreeze.Scenarios.Examples;

/// <summary>What the freeze hook does for a real MariaDB, asked for by the real agent.</summary>
public sealed class MySqlHookScenarios
{
    private const string Sql = """
        start_mariadb
        sql() { mariadb --socket "${socket:-/run/mysqld/mysqld.sock}" --batch --skip-column-names -e "$1"; }
        sql 'CREATE DATABASE shop; CREATE TABLE shop.orders (id int) ENGINE=InnoDB; CREATE TABLE shop.visits (id int) ENGINE=MyISAM'
        waits() { sql "SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'INSERT%' AND state LIKE 'Waiting for backup lock%'"; }
        until_it_waits() { until [ "$(waits)" = 1 ]; do sleep 0.05; done; }

        """;

    [Fact]
    public Task A_write_waits_for_the_thaw_and_goes_through() => Guest.ShouldPrintAsync(
        Sql + """
        install_hooks
        freeze
        sql 'INSERT INTO shop.visits VALUES (1)' &
        write=$!
        until_it_waits
        sql 'SELECT count(*) FROM shop.visits'
        thaw
        wait "$write"
        sql 'SELECT count(*) FROM shop.visits'
        """,
        """
        frozen: 2
        0
        thawed
        1
        """);

    /// <summary>The second half is what happens without the hook: a table without transactions is found open.</summary>
    [Fact]
    public Task A_disk_taken_during_the_freeze_has_whole_tables_and_every_row_that_was_committed() => Guest.ShouldPrintAsync(
        Sql + """
        look() {
          restore
          start_mariadb "$here/restored" /run/mysqld/restored
          server=$! socket=/run/mysqld/restored
          sql 'CHECK TABLE shop.visits' | cut -f 4 | sort -u
          lost=$(sql "SELECT $committed - count(DISTINCT id) FROM shop.orders WHERE id <= $committed")
          echo "lost: $lost"
          kill "$server"
          wait "$server"
          umount "$here"/restored/*
          socket=
        }

        install_hooks
        write_row() { sql "INSERT INTO shop.orders VALUES ($1); INSERT INTO shop.visits VALUES ($1)"; }
        write_rows write_row
        take_disks
        until_rows_are_written
        look

        chmod -x /etc/qemu/fsfreeze-hook.d/mysql
        take_disks
        look
        """,
        """
        frozen: 2
        thawed
        OK
        lost: 0
        frozen: 2
        thawed
        1 client is using or hasn't closed the table properly
        OK
        lost: 0
        """);

    [Fact]
    public Task A_lock_that_cannot_be_had_holds_up_nothing_and_is_not_left_behind() => Guest.ShouldPrintAsync(
        Sql + """
        export MYSQL_HOOK_WAIT_SECONDS=1
        install_hooks
        mkfifo /run/other
        mariadb --batch --skip-column-names --unbuffered < /run/other > /run/said &
        exec 9> /run/other
        echo "LOCK TABLES shop.visits WRITE; SELECT 'taken';" >&9
        until grep -q taken /run/said; do sleep 0.05; done
        freeze
        thaw
        echo "INSERT INTO shop.visits VALUES (1); UNLOCK TABLES;" >&9
        exec 9>&-
        until [ "$(sql 'SELECT count(*) FROM shop.visits')" = 1 ]; do sleep 0.05; done
        sql 'INSERT INTO shop.orders VALUES (2)'
        grep -o 'not locked:[^;]*' /var/log/qga-fsfreeze-hook.log
        ls /run | grep velerofreeze || echo nothing is left
        """,
        """
        frozen: 2
        thawed
        not locked: ERROR 1205 (HY000) at line 1: Lock wait timeout exceeded
        nothing is left
        """);

    [Fact]
    public Task A_server_that_hangs_holds_up_nothing() => Guest.ShouldPrintAsync(
        Sql + """
        export MYSQL_HOOK_WAIT_SECONDS=1
        install_hooks
        freeze_while_it_hangs mariadbd
        sql 'INSERT INTO shop.orders VALUES (1)'
        grep -o 'not locked: .*' /var/log/qga-fsfreeze-hook.log
        """,
        """
        frozen: 2
        thawed
        not locked: no answer within 3 s
        """);

    /// <summary>Frozen file systems are all the protection that is left then, and all that is needed.</summary>
    [Fact]
    public Task A_lock_whose_thaw_is_lost_ends_by_itself() => Guest.ShouldPrintAsync(
        Sql + """
        export MYSQL_HOOK_HOLD_SECONDS=5
        hook=$files/guest/fsfreeze-hook.d/mysql
        "$hook" freeze
        sql 'INSERT INTO shop.visits VALUES (1)' &
        write=$!
        until_it_waits
        wait "$write"
        sql 'SELECT count(*) FROM shop.visits'
        """,
        """
        locked until the thaw, for 5 s at most
        1
        """);

    [Fact]
    public Task It_may_be_told_twice_and_minds_no_server_that_is_not_there() => Guest.ShouldPrintAsync(
        """
        hook=$files/guest/fsfreeze-hook.d/mysql
        "$hook" thaw
        "$hook" freeze
        """
        + "\n" + Sql + """
        "$hook" freeze
        "$hook" freeze
        ls -d /run/velerofreeze-mysql.* | wc -l
        "$hook" thaw
        "$hook" thaw
        sql 'INSERT INTO shop.visits VALUES (1)'
        """,
        """
        no server runs here
        locked until the thaw, for 120 s at most
        locked until the thaw, for 120 s at most
        1
        """);
}
