namespace VeleroFreeze.Scenarios.Examples;

/// <summary>What the page says of the guest agent, asked of the real one.</summary>
public sealed class AgentScenarios
{
    [Fact]
    public Task Debians_runs_no_hook_until_it_is_told_where_they_are() => Guest.ShouldPrintAsync(
        """
        printf '#!/bin/sh\necho "$1" >> /run/told\n' > /etc/qemu/fsfreeze-hook.d/witness
        chmod 755 /etc/qemu/fsfreeze-hook.d/witness
        start_agent
        freeze
        thaw
        cat /run/told 2>/dev/null || echo nothing told
        install_hooks
        freeze
        thaw
        cat /run/told
        """,
        """
        frozen: 2
        thawed
        nothing told
        frozen: 2
        thawed
        freeze
        thaw
        """);

    [Fact]
    public Task A_hook_that_fails_is_noted_and_the_freeze_goes_on() => Guest.ShouldPrintAsync(
        """
        printf '#!/bin/sh\nexit 3\n' > /etc/qemu/fsfreeze-hook.d/broken
        chmod 755 /etc/qemu/fsfreeze-hook.d/broken
        install_hooks
        freeze
        thaw
        grep -o 'broken finished with status=3' /var/log/qga-fsfreeze-hook.log
        """,
        """
        frozen: 2
        thawed
        broken finished with status=3
        broken finished with status=3
        """);

    [Fact]
    public Task A_command_that_its_settings_block_is_refused() => Guest.ShouldPrintAsync(
        """
        printf '[general]\nblock-rpcs=guest-fsfreeze-freeze-list\n' > /etc/qemu/qemu-ga.conf
        start_agent
        freeze
        ask guest-fsfreeze-status
        """,
        """
        frozen: Command guest-fsfreeze-freeze-list has been disabled
        thawed
        """);
}
