using System.Text.Json;
using VeleroFreeze.Core.Preflight;

namespace VeleroFreeze.Tests.Preflight;

public sealed class ProbeRulesTests
{
    [Fact]
    public void A_healthy_guest_may_be_frozen() => Refusal("{}").ShouldBeNull();

    [Theory]
    [InlineData("vmi: {status: {phase: Scheduling}}", "the VM does not run")]
    [InlineData("vmi: {status: {conditions: [{type: AgentConnected, status: \"True\"}, {type: Paused, status: \"True\"}]}}", "the VM is paused")]
    [InlineData("vmi: {status: {migrationState: {startTimestamp: x}}}", "the VM is migrating")]
    [InlineData("vmi: {status: {conditions: []}}", "there is no guest agent")]
    [InlineData("vmi: {status: {fsFreezeStatus: frozen}}", "the guest reads frozen already")]
    [InlineData("guestosinfo: {fsFreezeStatus: frozen}", "the guest reads frozen already")]
    [InlineData("failures: {guestosinfo: forbidden}", "the agent does not say whether the guest is frozen already")]
    public void A_guest_is_left_alone_when_a_freeze_would_do_harm_or_nothing(string change, string why) => Refusal(change).ShouldBe(why);

    [Theory]
    [InlineData("InProgress", """{"includedNamespaces":["shop"]}""", true)]
    [InlineData("InProgress", """{"includedNamespaces":["*"]}""", true)]
    [InlineData("InProgress", "{}", true)]
    [InlineData("ReadyToStart", "{}", true)]
    [InlineData("InProgress", """{"labelSelector":{"matchLabels":{"app":"other"}}}""", true)]
    [InlineData("InProgress", """{"includedNamespaces":["bank"]}""", false)]
    [InlineData("InProgress", """{"excludedNamespaces":["shop"]}""", false)]
    [InlineData("Finalizing", "{}", false)]
    [InlineData("Completed", "{}", false)]
    public void A_backup_that_may_hold_the_vm_keeps_its_guest_from_being_frozen(string phase, string spec, bool isRefused)
    {
        var backup = JsonElement.Parse($$"""{"metadata":{"name":"nightly"},"spec":{{spec}},"status":{"phase":"{{phase}}"} }""");
        Refusal("{}", backup).ShouldBe(isRefused ? "Backup nightly is in progress, and a thaw would spoil it" : null);
    }

    private static string? Refusal(string change, params JsonElement[] backups)
    {
        var found = PreflightCase.Changed(change);
        return ProbeRules.Refusal(found.Facts, found.Agent, backups);
    }
}
