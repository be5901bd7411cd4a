using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Tests.Sandbox.Guests;

public sealed class VirtFreezerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Launcher Here = new("shop", "db");

    [Theory]
    [InlineData("1.5.1", "--freeze", "healthy", "Exiting...", 0)]
    [InlineData("1.5.3", "--freeze", "healthy", "Operation completed successfully", 0)]
    [InlineData("1.9.0", "--freeze", "healthy", "Operation completed successfully", 0)]
    [InlineData("1.9.0", "--unfreeze", "healthy", "Operation completed successfully", 0)]
    [InlineData("1.5.1", "--freeze", "no-agent", "No guest agent, exiting", 0)]
    [InlineData("1.5.3", "--freeze", "no-agent", "No guest agent, exiting", 0)]
    [InlineData("1.9.0", "--freeze", "no-agent", "No guest agent, exiting", 0)]
    [InlineData("1.5.1", "--freeze", "paused", "Paused VM, unable to freeze/unfreeze", 1)]
    [InlineData("1.5.3", "--freeze", "paused", "VM domain not running, no need to freeze/unfreeze", 0)]
    [InlineData("1.9.0", "--freeze", "paused", "VM domain not running, no need to freeze/unfreeze", 0)]
    [InlineData("1.5.1", "--freeze", "freeze-disabled", "Freezeing VMI failed", 1)]
    [InlineData("1.5.3", "--freeze", "permission-denied", "Freezing VMI failed", 1)]
    [InlineData("1.9.0", "--freeze", "agent-dies", "Freezing VMI failed", 1)]
    [InlineData("1.9.0", "--unfreeze", "agent-dies", "Unfreezing VMI failed", 1)]
    [InlineData("1.5.1", "--unfreeze", "agent-dies", "Unfreezeing VMI failed", 1)]
    [InlineData("0.59.2", "--freeze", "hangs", "Freezeing VMI failed", 1)]
    [InlineData("1.5.1", "--freeze", "hangs", "Freezeing VMI failed, please make sure guest agent is runnning and try again", 1)]
    [InlineData("1.5.3", "--freeze", "hangs", "Freezing VMI failed, please make sure guest agent is running and try again", 1)]
    [InlineData("1.9.0", "--freeze", "hangs", "Freezing VMI failed", 1)]
    [InlineData("1.9.0", "--freeze", "lying", "Operation completed successfully", 0)]
    public void The_last_line_and_the_exit_code_of_every_outcome(string version, string mode, string fault, string message, int exitCode)
    {
        var run = Run(version, Guest(fault), mode);
        Last(run)["msg"]!.GetValue<string>().ShouldBe(message);
        run.ExitCode.ShouldBe(exitCode);
    }

    [Theory]
    [InlineData("1.5.1", "Freezeing VMI failed, please make sure guest agent and VSS are runnning and try again")]
    [InlineData("1.5.3", "Freezing VMI failed, please make sure guest agent and VSS are running and try again")]
    public void A_busy_agent_on_Windows_may_be_VSS(string version, string message) =>
        Last(Run(version, Guest("hangs") with { IsWindows = true }, "--freeze"))["msg"]!.GetValue<string>().ShouldBe(message);

    [Theory]
    [InlineData("1.5.1", "Unfreezeing VMI failed, please try again. If problem continues, stop the vm and backup while down")]
    [InlineData("1.9.0", "Unfreezing VMI failed, please try again. If problem continues, stop the VM and backup while down")]
    public void Windows_thaws_itself_after_ten_seconds_and_only_the_thaw_shows_it(string version, string message)
    {
        var frozen = Run(version, Guest("windows"), "--freeze").Guest;
        frozen.IsFrozenAt(Noon.AddSeconds(9)).ShouldBeTrue();
        frozen.IsFrozenAt(Noon.AddSeconds(11)).ShouldBeFalse();
        Run(version, frozen, "--unfreeze", at: Noon.AddSeconds(8)).ExitCode.ShouldBe(0);
        var late = Run(version, frozen, "--unfreeze", at: Noon.AddSeconds(12));
        late.ExitCode.ShouldBe(1);
        Last(late)["msg"]!.GetValue<string>().ShouldBe(message);
        Reason(late).ShouldContain("fsfreeze is limited up to 10 seconds");
    }

    [Theory]
    [InlineData(LauncherTrouble.SocketDead, "1.5.1", "Failed to connect launcher", 1)]
    [InlineData(LauncherTrouble.SocketDead, "1.9.0", "Failed to connect launcher", 1)]
    [InlineData(LauncherTrouble.GuestInfoFails, "1.5.1", "Failed to get guest info", 1)]
    [InlineData(LauncherTrouble.GuestInfoFails, "1.9.0", "Failed to get guest info", 1)]
    [InlineData(LauncherTrouble.DomainFails, "1.5.1", "Failed to get domain", 1)]
    [InlineData(LauncherTrouble.DomainFails, "1.9.0", "Failed to get domain", 1)]
    [InlineData(LauncherTrouble.NoDomain, "1.5.1", "Paused VM, unable to freeze/unfreeze", 1)]
    [InlineData(LauncherTrouble.NoDomain, "1.9.0", "VM domain not running, no need to freeze/unfreeze", 0)]
    internal void Trouble_with_the_launcher(LauncherTrouble trouble, string version, string message, int exitCode)
    {
        var run = VirtFreezer.Run(Arguments("--freeze"), Here with { Trouble = trouble }, Guest("healthy"), Release(version), Noon);
        Last(run)["msg"]!.GetValue<string>().ShouldBe(message);
        run.ExitCode.ShouldBe(exitCode);
    }

    [Theory]
    [InlineData("1.5.1", "", 1, "Use either --freeze or --unfreeze")]
    [InlineData("1.9.0", "", 1, "Failed to parse flags")]
    [InlineData("1.9.0", "--freeze --namespace shop", 1, "Failed to parse flags")]
    [InlineData("1.5.1", "--freeze --namespace shop", 1, "Freezeing VMI failed")]
    [InlineData("1.9.0", "--freeze --unfreeze --name db --namespace shop", 0, "Operation completed successfully")]
    [InlineData("1.9.0", "--freeze=true --name=db --namespace=shop --unfreezeTimeoutSeconds=0", 0, "Operation completed successfully")]
    public void Flags_are_checked_as_the_generation_does(string version, string arguments, int exitCode, string message)
    {
        var run = VirtFreezer.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), Here, Guest("healthy"), Release(version), Noon);
        run.ExitCode.ShouldBe(exitCode);
        Last(run)["msg"]!.GetValue<string>().ShouldBe(message);
    }

    [Theory]
    [InlineData("--freze")]
    [InlineData("--unfreezeTimeoutSeconds 5m")]
    [InlineData("--unfreezeTimeoutSeconds 3000000000")]
    [InlineData("-f")]
    [InlineData("--name")]
    public void Flags_that_cannot_be_read_show_the_usage_and_exit_2(string arguments)
    {
        var run = VirtFreezer.Run(arguments.Split(' '), Here, Guest("healthy"), Release("1.9.0"), Noon);
        run.ExitCode.ShouldBe(2);
        run.Stderr.ShouldContain("Usage of /usr/bin/virt-freezer:");
    }

    [Fact]
    public void A_line_is_one_JSON_object_with_sorted_keys_and_microseconds() =>
        Run("1.9.0", Guest("healthy"), "--freeze").Lines[0].ShouldBe(
            """{"component":"freezer","level":"info","msg":"Guest agent version is 8.2.0","pos":"virt-freezer.go:86","timestamp":"2026-03-01T12:00:00.020000Z"}""");

    [Fact]
    public void The_old_generation_begins_with_a_line_and_names_its_own_file()
    {
        var lines = Run("1.5.1", Guest("no-agent"), "--freeze").Lines;
        lines.Count.ShouldBe(2);
        lines[0].ShouldContain("\"msg\":\"Starting...\",\"pos\":\"main.go:");
    }

    [Fact]
    public void The_name_reaches_only_the_last_step()
    {
        var wrong = VirtFreezer.Run(["--freeze", "--name", "other", "--namespace", "shop"], Here, Guest("healthy"), Release("1.9.0"), Noon);
        wrong.ExitCode.ShouldBe(1);
        Reason(wrong).ShouldContain("Code=42");
        VirtFreezer.Run(["--freeze", "--name", "other", "--namespace", "shop"], Here, Guest("no-agent"), Release("1.9.0"), Noon).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("0.59.2", 0, null)]
    [InlineData("1.5.3", 1, "server error. command Freeze failed: \"Failed to freeze VMI, VMI is currently during migration\"")]
    [InlineData("1.9.0", 1, "server error. command Freeze failed: \"failed to freeze VMI, VMI is currently during migration\"")]
    public void A_migrating_guest_is_not_frozen_by_releases_that_look(string version, int exitCode, string? reason)
    {
        var run = VirtFreezer.Run(Arguments("--freeze"), Here with { IsMigrating = true }, Guest("healthy"), Release(version), Noon);
        run.ExitCode.ShouldBe(exitCode);
        (Last(run)["reason"]?.GetValue<string>()).ShouldBe(reason);
    }

    [Theory]
    [InlineData("1.5.3", "hangs", 5)]
    [InlineData("1.6.3", "hangs", 20)]
    [InlineData("1.9.0", "hangs", 60)]
    [InlineData("1.6.3", "slow", 20)]
    [InlineData("1.9.0", "slow", 25)]
    public void How_long_a_freeze_is_waited_for(string version, string fault, int seconds)
    {
        var took = Run(version, Guest(fault), "--freeze").Took;
        took.ShouldBeInRange(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds + 5.2));
    }

    [Fact]
    public void A_freeze_that_comes_after_the_deadline_still_happens_and_arms_its_timer()
    {
        var run = Run("1.6.3", Guest("slow"), "--freeze");
        Reason(run).ShouldStartWith("unknown error encountered sending command Freeze: rpc error: code = DeadlineExceeded");
        run.ExitCode.ShouldBe(1);
        run.Guest.IsFrozenAt(Noon.AddSeconds(24)).ShouldBeFalse();
        run.Guest.IsFrozenAt(Noon.AddSeconds(26)).ShouldBeTrue();
        run.Guest.IsFrozenAt(Noon.AddSeconds(330)).ShouldBeFalse();
    }

    [Fact]
    public void What_a_guest_says_stays_inside_its_line()
    {
        var run = Run("1.9.0", Guest("log-injecting"), "--freeze");
        run.ExitCode.ShouldBe(1);
        run.Lines.Select(line => JsonNode.Parse(line)!["msg"]!.GetValue<string>()).ShouldNotContain("Operation completed successfully");
        run.Stderr.Count(letter => letter == '\n').ShouldBe(run.Lines.Count);
    }

    internal static Guest Guest(string fault) => new(GuestFaults.Parse(fault).ShouldNotBeNull(), Noon.AddHours(-1));

    private static KubeVirtRelease Release(string version) => KubeVirtRelease.Find(version).ShouldNotBeNull();

    private static string[] Arguments(string mode) => [mode, "--name", "db", "--namespace", "shop"];

    private static FreezerRun Run(string version, Guest guest, string mode, DateTimeOffset? at = null) =>
        VirtFreezer.Run(Arguments(mode), Here, guest, Release(version), at ?? Noon);

    private static JsonNode Last(FreezerRun run) => JsonNode.Parse(run.Lines[^1]).ShouldNotBeNull();

    private static string Reason(FreezerRun run) => Convert.ToString(Last(run)["reason"], CultureInfo.InvariantCulture).ShouldNotBeNull();
}
