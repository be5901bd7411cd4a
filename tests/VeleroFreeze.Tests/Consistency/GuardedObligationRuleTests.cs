using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Obligations;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Tests.Consistency;

/// <summary>What an earlier rule decides before an obligation is asked: the obligation has no proof for it either, so that the two do not depend on each other.</summary>
public class GuardedObligationRuleTests
{
    [Fact]
    public void Good_evidence_proves_that_it_is_of_this_backup()
    {
        OfThis(Frozen()).Proof.ShouldNotBeNull();
        OfThisOff(Frozen()).Proof.ShouldNotBeNull();
    }

    [Fact]
    public void Evidence_of_another_backup_is_none_of_this_one()
    {
        var scenario = Frozen().With(s => s.Log = log => log with { Backups = [new LoggedBackup("velero/hourly", 1)] });

        OfThis(scenario).Proof.ShouldBeNull();
        OfThisOff(scenario).Proof.ShouldBeNull();
    }

    [Fact]
    public void A_log_that_is_not_whole_proves_nothing_of_a_vm_that_ran()
    {
        var scenario = Frozen().With(s => s.Log = log => log with { EndsAsVelero = false });

        OfThis(scenario).Proof.ShouldBeNull();
        OfThisOff(scenario).Proof.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("InProgress")]
    [InlineData("Finalizing")]
    [InlineData("Deleting")]
    [InlineData("")]
    [InlineData("Failed")]
    [InlineData("FailedValidation")]
    public void A_backup_that_is_not_over_or_failed_has_come_to_no_good_end(string phase)
    {
        var scenario = Frozen().With(s => s.Change = facts => facts with { Backup = facts.Backup with { Summary = facts.Backup.Summary with { Phase = phase } } });

        OfThis(scenario).Proof.ShouldBeNull();
        OfThisOff(scenario).Proof.ShouldBeNull();
    }

    [Fact]
    public void Counters_that_disagree_are_no_proof()
    {
        CountersAgree.Of(Index(Frozen())).Proof.ShouldNotBeNull();
        CountersAgree.Of(Index(Frozen().With(s => s.Log = log => log with { ErrorCount = 1 }))).Proof.ShouldBeNull();
    }

    [Theory]
    [InlineData(QuiesceOutcome.Succeeded, true)]
    [InlineData(QuiesceOutcome.Unknown, false)]
    [InlineData(QuiesceOutcome.Failed, false)]
    [InlineData(QuiesceOutcome.Skipped, false)]
    public void Only_kubevirts_word_that_it_quiesced_the_guest_attests_it(QuiesceOutcome quiesced, bool isProof) =>
        (AttestedFreeze.OfQuiesced(new MachineBackup { Machine = Scenario.Key, Name = "nightly-db", Uid = "own", Quiesced = quiesced }).Proof is not null).ShouldBe(isProof);

    [Fact]
    public void Disks_that_are_not_known_or_not_surely_captured_prove_nothing()
    {
        var scenario = Frozen();
        var (index, known) = (Index(scenario), Only(scenario));

        AllDisks.Of(index, known).Proof.ShouldNotBeNull();
        AllDisks.Of(index, known with { Captures = [] }).Proof.ShouldBeNull();
        AllDisks.Of(index, known with { Captures = [.. known.Captures, DiskCapture.Of("data", CaptureState.NotCaptured)] }).Proof.ShouldBeNull();
        AllDisks.Of(index, known with { Captures = [.. known.Captures, DiskCapture.Of("data", CaptureState.Unknown)] }).Proof.ShouldBeNull();
        AllDisks.Of(index, known with { Machine = known.Machine with { Source = FactSource.EvidenceOnly } }).Proof.ShouldBeNull();
        InsideWindow.Of([], new() { Freeze = scenario.Facts().Evidence.Log.Hooks[0] }, []).Proof.ShouldBeNull();
        InsideWindow.Of(known.Captures, new() { Freeze = scenario.Facts().Evidence.Log.Hooks[0] }, [Placement.Missing]).Proof.ShouldBeNull();
    }

    [Fact]
    public void Only_a_watch_or_a_word_proves_a_vm_off()
    {
        Off(FactSource.Word).Proof.ShouldNotBeNull();
        Off(FactSource.InBackup).Proof.ShouldBeNull();
        Off(FactSource.Afterwards).Proof.ShouldBeNull();
        Off(FactSource.EvidenceOnly).Proof.ShouldBeNull();

        static Obligation<NoInstance> Off(FactSource source) =>
            NoInstance.Of(Index(new Scenario().WithoutPod().Snapshot("root")), new BackedUpMachine { Key = Scenario.Key, Source = source, IsOff = true }, Scenario.At(0), Scenario.At(1));
    }

    [Fact]
    public void A_hook_whose_command_is_not_known_is_not_harmless() =>
        Frozen(s => s.Hook(HookPhase.Pre, null, null)).With(s => s.Log = log => log with { Hooks = [.. log.Hooks.Select(hook => hook.Command is null ? hook with { Arguments = [] } : hook)] })
            .Unmet().ShouldBe("freeze");

    [Theory]
    [InlineData("no space left", "")]
    [InlineData("another error", "void")]
    public void An_error_of_the_results_is_one_of_the_log(string told, string expected)
    {
        static ResultMessage Error(string text) => ResultMessage.Of(isError: true, "", null, null, text, null);
        var scenario = Frozen().With(s => s.Log = log => log with { ErrorCount = 1, Messages = [new LoggedMessage(1, Scenario.At(0), Error("no space left"))] })
            .With(s => s.Evidence = evidence => evidence with { Results = [Error(told)] });

        (CountersAgree.Of(Index(scenario)).Proof is null ? "void" : "").ShouldBe(expected);
    }

    private static Scenario Frozen(Func<Scenario, Scenario>? between = null) => (between ?? (s => s))(new Scenario().Freeze()).Mark(LogMarkKind.ClaimStarted, "root").Snapshot("root").Thaw();

    private static EvidenceIndex Index(Scenario scenario) => new(scenario.Facts());

    private static MachineFindings Only(Scenario scenario) => FindingsGatherer.Of(scenario.Facts(), Index(scenario)).ShouldHaveSingleItem();

    private static Obligation<ThisBackup> OfThis(Scenario scenario) => ThisBackup.Of(Index(scenario), Only(scenario));

    private static Obligation<ThisBackup> OfThisOff(Scenario scenario) => ThisBackup.OfOff(Index(scenario), Only(scenario));
}
