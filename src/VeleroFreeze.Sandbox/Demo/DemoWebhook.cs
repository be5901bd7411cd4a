using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Demo;

/// <summary>How the API server is told of the webhook: three entries that the namespace's label tells apart, so that every write is answered once.</summary>
internal static class DemoWebhook
{
    public const string Collection = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    public const string Label = "velerofreeze.io/freeze";

    private static readonly string[] Required = ["required", "true", "enabled"];
    private static readonly string[] Preferred = ["preferred"];

    public static JsonObject Configuration(string address, string authorityPem) => new()
    {
        ["apiVersion"] = "admissionregistration.k8s.io/v1",
        ["kind"] = "MutatingWebhookConfiguration",
        ["metadata"] = new JsonObject { ["name"] = "velerofreeze" },
        ["webhooks"] = new JsonArray(
            Entry("label", $"https://{address}/mutate", authorityPem, "NotIn", [.. Required, .. Preferred]),
            Entry("required", $"https://{address}/mutate/required", authorityPem, "In", Required),
            Entry("preferred", $"https://{address}/mutate/preferred", authorityPem, "In", Preferred)),
    };

    private static JsonObject Entry(string name, string url, string authorityPem, string @operator, string[] values)
    {
        var entry = new JsonObject
        {
            ["name"] = $"{name}.velerofreeze.io",
            ["clientConfig"] = new JsonObject { ["url"] = url, ["caBundle"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(authorityPem)) },
            ["rules"] = new JsonArray(new JsonObject
            {
                ["apiGroups"] = new JsonArray("kubevirt.io"),
                ["apiVersions"] = new JsonArray("v1"),
                ["resources"] = new JsonArray("virtualmachines"),
                ["operations"] = new JsonArray("CREATE", "UPDATE"),
                ["scope"] = "Namespaced",
            }),
            ["namespaceSelector"] = Selector(new JsonObject { ["key"] = Label, ["operator"] = @operator, ["values"] = values.ToJsonArray() }),
            ["failurePolicy"] = "Ignore",
            ["timeoutSeconds"] = 2,
            ["sideEffects"] = "None",
            ["reinvocationPolicy"] = "IfNeeded",
            ["admissionReviewVersions"] = new JsonArray("v1"),
        };
        if (@operator == "NotIn")
        {
            entry["objectSelector"] = Selector(new JsonObject { ["key"] = Label, ["operator"] = "Exists" });
        }

        return entry;
    }

    private static JsonObject Selector(JsonObject expression) => new() { ["matchExpressions"] = new JsonArray(expression) };
}
