using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Hooks;

namespace VeleroFreeze.Sandbox.Velero.Backups;

/// <summary>Runs commands in pods, through what the KubeVirt actor offers in place of a kubelet.</summary>
internal sealed class PodCommands(ClusterClient client, TimeProvider time) : IDisposable
{
    private const string Service = "/api/v1/namespaces/kubevirt/services/virt-api";
    private const string Endpoint = "sandbox.velerofreeze.io/endpoint";

    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<ExecOutcome> RunAsync(ExecRequest request, CancellationToken stop)
    {
        var answer = AskAsync(request, stop);
        try
        {
            return request.Timeout is { } timeout ? await answer.WaitAsync(timeout, time, stop) : await answer;
        }
        catch (TimeoutException)
        {
            return new ExecOutcome.TimedOut();
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ExecOutcome> AskAsync(ExecRequest request, CancellationToken stop)
    {
        try
        {
            var service = await client.GetAsync(Service, stop);
            var endpoint = service.TextAt("metadata", "annotations", Endpoint) ?? throw new ApiException(404, $"the server does not run commands: no {Endpoint}");
            return await PostAsync(new Uri($"{endpoint}/sandbox/exec"), request, stop);
        }
        catch (ApiException e)
        {
            return new ExecOutcome.Refused($"unable to upgrade connection: {e.Message}");
        }
        catch (HttpRequestException e)
        {
            return new ExecOutcome.Refused($"error dialing backend: {e.Message}");
        }
    }

    private async Task<ExecOutcome> PostAsync(Uri endpoint, ExecRequest request, CancellationToken stop)
    {
        var body = new JsonObject
        {
            ["namespace"] = request.Pod.Namespace,
            ["pod"] = request.Pod.Name,
            ["container"] = request.Container,
            ["command"] = request.Command.ToJsonArray(),
        };
        using var content = new ByteArrayContent(JsonText.ToBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _http.PostAsync(endpoint, content, stop);
        var answer = JsonText.Parse(await response.Content.ReadAsByteArrayAsync(stop));
        return response.IsSuccessStatusCode
            ? new ExecOutcome.Exited((int)(answer.NumberAt("exitCode") ?? 0), answer.TextAt("stdout") ?? "", answer.TextAt("stderr") ?? "")
            : new ExecOutcome.Refused(answer.TextAt("message") ?? $"unable to upgrade connection: {(int)response.StatusCode}");
    }
}
