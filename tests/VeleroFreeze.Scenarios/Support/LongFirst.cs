using VeleroFreeze.Scenarios.Certificates;
using VeleroFreeze.Scenarios.Examples;
using VeleroFreeze.Scenarios.Image;
using VeleroFreeze.Scenarios.Install;
using VeleroFreeze.Scenarios.MainJob;
using VeleroFreeze.Scenarios.Metrics;
using VeleroFreeze.Scenarios.Policies;
using VeleroFreeze.Scenarios.Readme;
using VeleroFreeze.Scenarios.Verdict;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("VeleroFreeze.Scenarios.Support.LongFirst", "VeleroFreeze.Scenarios")]

namespace VeleroFreeze.Scenarios.Support;

/// <summary>Starts the classes that take minutes before the others, so that none of them is left alone at the end.</summary>
public sealed class LongFirst : ITestCollectionOrderer
{
    private static readonly Type[] Longest =
    [
        // Not long: a real API server that has had another policy of that name is slow to answer by a new one.
        typeof(InjectionPolicyScenarios),
        typeof(ImageScenarios), typeof(Velero114GuestScenarios), typeof(Velero118GuestScenarios), typeof(ReadmeTests), typeof(VerifierScenarios), typeof(DemoScenarios), typeof(RotationScenarios), typeof(HugeFileScenarios),
        typeof(HistoryScenarios), typeof(LaterScenarios), typeof(HeldWriteScenarios), typeof(DataMoverScenarios), typeof(ScheduleScenarios), typeof(SidecarScenarios),
        typeof(CertManagerScenarios), typeof(MetricsScenarios), typeof(PrometheusScenarios), typeof(InstallationScenarios), typeof(OverlayScenarios),
    ];

    /// <summary>The rest keep the order they had. A class that names no collection is one of its own, and its name ends with the class's.</summary>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(collection =>
        Array.FindIndex(Longest, type => collection.DisplayName.EndsWith(' ' + type.FullName!, StringComparison.Ordinal)) is >= 0 and var place ? place : Longest.Length);
}
