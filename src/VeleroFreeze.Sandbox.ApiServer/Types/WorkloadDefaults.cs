using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>What the API server fills in where an installation's manifests say nothing.</summary>
internal static class WorkloadDefaults
{
    public static void Deployment(JsonObject node)
    {
        var spec = node.Ensure("spec");
        Default(spec, "replicas", 1);
        Default(spec, "revisionHistoryLimit", 10);
        Default(spec, "progressDeadlineSeconds", 600);
        var strategy = spec.Ensure("strategy");
        Default(strategy, "type", "RollingUpdate");
        if (strategy.TextAt("type") == "RollingUpdate")
        {
            Default(strategy.Ensure("rollingUpdate"), "maxUnavailable", "25%");
            Default(strategy.Ensure("rollingUpdate"), "maxSurge", "25%");
        }

        if (spec.ObjectAt("template", "spec") is { } pod)
        {
            Pod(pod);
        }
    }

    public static void NetworkPolicy(JsonObject node)
    {
        var spec = node.Ensure("spec");
        Default(spec, "policyTypes", spec["egress"] is null ? new JsonArray("Ingress") : new JsonArray("Ingress", "Egress"));
        foreach (var rule in spec.ArrayAt("ingress").Objects().Concat(spec.ArrayAt("egress").Objects()))
        {
            foreach (var port in rule.ArrayAt("ports").Objects())
            {
                Default(port, "protocol", "TCP");
            }
        }
    }

    private static void Pod(JsonObject spec)
    {
        Default(spec, "restartPolicy", "Always");
        Default(spec, "dnsPolicy", "ClusterFirst");
        Default(spec, "schedulerName", "default-scheduler");
        Default(spec, "terminationGracePeriodSeconds", 30);
        Default(spec, "securityContext", new JsonObject());
        foreach (var container in spec.ArrayAt("containers").Objects().Concat(spec.ArrayAt("initContainers").Objects()))
        {
            Container(container);
        }

        foreach (var volume in spec.ArrayAt("volumes").Objects())
        {
            foreach (var kind in (string[])["secret", "configMap", "projected", "downwardAPI"])
            {
                if (volume.ObjectAt(kind) is { } source)
                {
                    Default(source, "defaultMode", 420);
                }
            }
        }
    }

    private static void Container(JsonObject container)
    {
        Default(container, "imagePullPolicy", container.TextAt("image") is { } image && image.Split('/')[^1] is var last && (!last.Contains(':', StringComparison.Ordinal) || last.EndsWith(":latest", StringComparison.Ordinal)) ? "Always" : "IfNotPresent");
        Default(container, "terminationMessagePath", "/dev/termination-log");
        Default(container, "terminationMessagePolicy", "File");
        Default(container, "resources", new JsonObject());
        foreach (var port in container.ArrayAt("ports").Objects())
        {
            Default(port, "protocol", "TCP");
        }

        foreach (var kind in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
        {
            if (container.ObjectAt(kind) is { } probe)
            {
                Probe(probe);
            }
        }
    }

    private static void Probe(JsonObject probe)
    {
        foreach (var (name, value) in ((string, int)[])[("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3)])
        {
            Default(probe, name, value);
        }

        if (probe.ObjectAt("httpGet") is { } get)
        {
            Default(get, "path", "/");
            Default(get, "scheme", "HTTP");
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
