using System.Text.Json.Nodes;

namespace VeleroFreeze.Scenarios.Conformance;

/// <summary>
/// Holds the stand-in, or a real API server, to the recorded cases. The expected values were recorded from kube-apiserver 1.36.2, in OpenShift's version of it, with
/// a kube-controller-manager beside it.
/// </summary>
public sealed class ConformanceTests(ConformanceServer server) : IClassFixture<ConformanceServer>
{
    private static readonly Dictionary<string, ConformanceCase> Cases = ConformanceCase.All().ToDictionary(one => one.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_API_server_behaves_as_recorded(string name)
    {
        var space = $"conformance-{Guid.NewGuid():N}"[..24];
        var run = new ConformanceRun(server, space);
        await run.StepAsync(new JsonObject
        {
            ["request"] = "POST /api/v1/namespaces",
            ["body"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = space } },
            ["status"] = 201,
        });
        foreach (var step in Cases[name].Steps)
        {
            await run.StepAsync(step);
        }

        await run.StepAsync(new JsonObject { ["request"] = $"DELETE /api/v1/namespaces/{space}", ["status"] = 200 });
    }

    [Fact]
    public void There_are_enough_cases_to_mean_something() => Cases.Count.ShouldBeGreaterThan(60);
}
