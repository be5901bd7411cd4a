using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Tests.Backups;
using VeleroFreeze.Verifier.Announcing;
using VeleroFreeze.Verifier.Records;

namespace VeleroFreeze.Tests.Verifier;

public sealed class VerdictEventTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 3, 4, 567, TimeSpan.Zero);

    [Fact]
    public void An_event_stands_on_the_VM_and_says_why()
    {
        var machine = TestReports.Machine(Verdict.CrashConsistent, message: "no guest agent");
        var body = Render(machine);
        body["metadata"]!["namespace"]!.GetValue<string>().ShouldBe("shop");
        body["regarding"]!.ToJsonString().ShouldBe("""{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","namespace":"shop","name":"db","uid":"vm-uid"}""");
        body["reason"]!.GetValue<string>().ShouldBe("CrashConsistent");
        body["type"]!.GetValue<string>().ShouldBe("Warning");
        body["note"]!.GetValue<string>().ShouldBe("Backup velero/nightly: crash-consistent: no guest agent");
        body["eventTime"]!.GetValue<string>().ShouldBe("2026-11-21T12:03:04.567000Z");
        body["action"]!.GetValue<string>().ShouldBe("Verify");
    }

    [Theory]
    [InlineData("FileSystemConsistent", "Required", "Normal")]
    [InlineData("OfflineConsistent", "Required", "Normal")]
    [InlineData("CrashConsistent", "Preferred", "Normal")]
    [InlineData("CrashConsistent", "Required", "Warning")]
    [InlineData("Partial", "Preferred", "Warning")]
    [InlineData("Unverified", "Preferred", "Warning")]
    public void It_warns_when_the_owner_did_not_get_what_was_asked_for(string verdict, string policy, string type) =>
        Render(TestReports.Machine(Enum.Parse<Verdict>(verdict), Enum.Parse<FreezePolicy>(policy)))["type"]!.GetValue<string>().ShouldBe(type);

    [Fact]
    public void The_same_verdict_has_the_same_name_and_another_one_another()
    {
        var frozen = TestReports.Machine(Verdict.FileSystemConsistent);
        var report = TestReports.Of(frozen);
        var name = VerdictIdentity.EventName(report, frozen);
        name.ShouldMatch("^velerofreeze-[0-9a-f]{20}$");
        VerdictIdentity.EventName(report, frozen with { Message = "in other words", Pod = null }).ShouldBe(name);
        VerdictIdentity.EventName(report, frozen with { Verdict = Verdict.Partial }).ShouldNotBe(name);
        VerdictIdentity.EventName(report, frozen with { Name = "web" }).ShouldNotBe(name);
        VerdictIdentity.EventName(report with { Backup = report.Backup with { Uid = "uid-2" } }, frozen).ShouldNotBe(name);
    }

    [Fact]
    public void A_note_is_cut_to_what_the_API_takes_without_breaking_a_character()
    {
        var note = Render(TestReports.Machine(Verdict.Unverified, message: string.Concat(Enumerable.Repeat("😀é", 400))))["note"]!.GetValue<string>();
        Encoding.UTF8.GetByteCount(note).ShouldBeInRange(1018, 1024);
        note.EnumerateRunes().ShouldAllBe(rune => rune != Rune.ReplacementChar);
    }

    [Theory]
    [InlineData("Required", true)]
    [InlineData("Preferred", true)]
    [InlineData("None", false)]
    [InlineData("Disabled", false)]
    public void Only_who_opted_in_is_told(string policy, bool isWanted) =>
        VerdictEvent.IsWanted(TestReports.Machine(Verdict.Unverified, Enum.Parse<FreezePolicy>(policy))).ShouldBe(isWanted);

    [Fact]
    public void A_VM_that_is_gone_has_no_UID()
    {
        var machine = TestReports.Machine(Verdict.Unverified);
        var body = JsonNode.Parse(VerdictEvent.Render(TestReports.Of(machine), machine, null, "me", Now).Span)!;
        body["regarding"]!.AsObject().ContainsKey("uid").ShouldBeFalse();
    }

    private static JsonNode Render(VirtualMachineReport machine) =>
        JsonNode.Parse(VerdictEvent.Render(TestReports.Of(machine), machine, "vm-uid", "me", Now).Span)!;
}
