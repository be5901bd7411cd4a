using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>What a webhook configuration means where it says nothing.</summary>
internal static class WebhookDefaults
{
    public static void Fill(JsonObject configuration)
    {
        var isMutating = configuration.TextAt("kind") == "MutatingWebhookConfiguration";
        foreach (var webhook in configuration.ArrayAt("webhooks").Objects())
        {
            Default(webhook, "failurePolicy", "Fail");
            Default(webhook, "matchPolicy", "Equivalent");
            Default(webhook, "timeoutSeconds", 10);
            Default(webhook, "namespaceSelector", new JsonObject());
            Default(webhook, "objectSelector", new JsonObject());
            if (isMutating)
            {
                Default(webhook, "reinvocationPolicy", "Never");
            }

            if (webhook.ObjectAt("clientConfig", "service") is { } service)
            {
                Default(service, "port", 443);
            }

            foreach (var rule in webhook.ArrayAt("rules").Objects())
            {
                Default(rule, "scope", "*");
            }
        }
    }

    private static void Default(JsonObject node, string name, JsonNode value)
    {
        if (node[name] is null)
        {
            node[name] = value;
        }
    }
}
