using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Judging;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Consistency;

public class JudgeProperties
{
    private static readonly Lazy<IReadOnlyList<BackupFacts>> Given = new(() =>
        [.. Directory.GetDirectories(GoldenCases.Folder("verdicts", "")).Order(StringComparer.Ordinal).Select(folder => new VerdictCase(folder).Facts())]);

    /// <summary>
    /// Taking artifacts away can hide a contradiction, and nothing else: what was not good before is not good afterwards.
    /// </summary>
    [Fact]
    public void Less_evidence_never_makes_a_verdict_good()
    {
        foreach (var facts in Given.Value)
        {
            var before = ConsistencyJudge.Judge(facts);
            for (var taken = 1; taken < 1 << Losses.Count; taken++)
            {
                var after = ConsistencyJudge.Judge(facts with { Evidence = Losses.Take(facts.Evidence, taken) });
                after.VirtualMachines.Where(machine => IsGood(machine) && !WasGoodOrContradicted(before, machine))
                    .ShouldBeEmpty($"losses {taken}: {string.Join(" ", before.VirtualMachines)}");
            }
        }
    }

    [Fact]
    public void Whatever_the_facts_are_there_is_a_report_that_can_be_written_and_read()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var report = ConsistencyJudge.Judge(Scramble.Of(Given.Value[random.Next(Given.Value.Count)], random));
            var bytes = ReportJson.Write(report);
            Text(bytes).ShouldBe(Text(ReportJson.Write(ReportJson.Read(bytes))));
            System.Text.Encoding.UTF8.GetByteCount(ReportText.Summary(report)).ShouldBeLessThanOrEqualTo(ReportText.MaxSummaryBytes);
            report.VirtualMachines.ShouldAllBe(machine => machine.Reasons.Count > 0 && machine.Message.Length > 0 && !machine.Message.Contains('\n'));
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Count(3_000)), property);
    }

    [Fact]
    public void Any_text_in_a_report_is_read_again_as_it_was_written()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>>(), (name, message) =>
        {
            var bytes = ReportJson.Write(ReportTests.Report([ReportTests.Machine(name.Get, message.Get)]));
            Text(bytes).ShouldBe(Text(ReportJson.Write(ReportJson.Read(bytes))));
            System.Text.Encoding.UTF8.GetByteCount(ReportText.Summary(ReportJson.Read(bytes))).ShouldBeLessThanOrEqualTo(ReportText.MaxSummaryBytes);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Count(2_000)), property);
    }

    private static string Text(byte[] json) => System.Text.Encoding.UTF8.GetString(json);

    private static bool IsGood(VirtualMachineReport machine) => machine.Verdict is Verdict.FileSystemConsistent or Verdict.OfflineConsistent;

    private static bool WasGoodOrContradicted(ConsistencyReport before, VirtualMachineReport machine) =>
        before.VirtualMachines.FirstOrDefault(other => other.Key == machine.Key) is not { } same || IsGood(same) || same.Reasons.Any(reason => reason is ReasonCode.EvidenceContradicts or ReasonCode.CountersDisagree or ReasonCode.ForeignEvidence);

    /// <summary>Artifacts that may be gone, one bit each.</summary>
    private static class Losses
    {
        private static readonly Func<BackupEvidence, BackupEvidence>[] All =
        [
            evidence => evidence with { Log = LogEvidence.Missing },
            evidence => evidence with { ResultsState = ArtifactState.Missing, Results = [] },
            evidence => evidence with { ResourceListState = ArtifactState.Truncated, ResourceList = ResourceList.Empty },
            evidence => evidence with { VolumeInfoState = ArtifactState.Missing, Volumes = [] },
            evidence => evidence with { ItemOperationsState = ArtifactState.Unreadable, ItemOperations = [] },
            evidence => evidence with { PodVolumeBackups = [] },
            evidence => evidence with { Log = evidence.Log with { Marks = [] } },
        ];

        public static int Count => All.Length;

        public static BackupEvidence Take(BackupEvidence evidence, int taken) =>
            All.Where((_, i) => (taken & (1 << i)) != 0).Aggregate(evidence, (left, loss) => loss(left));
    }
}
