using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Tests.Support;
using Xunit.Abstractions;

namespace VeleroFreeze.Tests.Injection;

/// <summary>What must hold for any object whatsoever. 200,000 objects by default; each failure prints the seed that makes its object again.</summary>
public sealed class HookInjectorProperties(ITestOutputHelper output)
{
    private static readonly string[] MayChange =
    [
        "/spec/template/metadata", "/spec/template/metadata/annotations", "/metadata/annotations", "/metadata/annotations/kubevirt.io~1skip-backup-hooks",
    ];

    [Fact]
    public void Any_object_gets_a_patch_that_applies_once_and_touches_nothing_of_the_users()
    {
        var outcomes = new ConcurrentDictionary<InjectionOutcome, int>();
        var cases = PropertyCases.Count(200_000);
        var seeds = Arb.From(Gen.Choose(0, int.MaxValue));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(cases).WithEndSize(1),
            Prop.ForAll(seeds, seed => outcomes.AddOrUpdate(CheckOne(new RandomObjects(seed).Next()), 1, (_, n) => n + 1)));

        output.WriteLine(string.Join(", ", outcomes.OrderBy(o => o.Key).Select(o => $"{o.Key} {o.Value}")));
        double Share(InjectionOutcome outcome) => (double)outcomes.GetValueOrDefault(outcome) / cases;
        Share(InjectionOutcome.Injected).ShouldBeGreaterThanOrEqualTo(0.3, "a generator that rarely injects proves little");
        Share(InjectionOutcome.Updated).ShouldBeGreaterThanOrEqualTo(0.1);
        Share(InjectionOutcome.Removed).ShouldBeGreaterThanOrEqualTo(0.1);
        Share(InjectionOutcome.Kept).ShouldBeGreaterThanOrEqualTo(0.1);
    }

    /// <summary>Objects that were once found to break it.</summary>
    [Theory]
    [InlineData(913136345)]
    public void An_object_that_broke_it_once_does_so_no_more(int seed) => CheckOne(new RandomObjects(seed).Next());

    private static InjectionOutcome CheckOne(InjectionRequest request)
    {
        var result = HookInjector.Decide(request);
        result.Patch.IsEmpty.ShouldBe(result.Outcome is InjectionOutcome.Skipped or InjectionOutcome.Kept or InjectionOutcome.Unchanged);
        (result.Reason is null).ShouldBe(result.Outcome is not (InjectionOutcome.Skipped or InjectionOutcome.Kept));
        result.Warnings.ShouldAllBe(w => w.Text.Length <= 120);
        if (result.Patch.IsEmpty)
        {
            return result.Outcome;
        }

        result.Patch.Operations.ShouldAllBe(o => IsAllowed(o));
        var before = JsonNode.Parse(request.Object.Span)!;
        var after = Rfc6902.Apply(before, result.Patch);
        OursApartUsersUntouched(before, after, request.OldObject.IsEmpty ? null : JsonNode.Parse(request.OldObject.Span));
        JsonNode.DeepEquals(WithoutAnnotations(before), WithoutAnnotations(after)).ShouldBeTrue("something else than annotations changed");
        HookInjector.Decide(request with { Object = Encoding.UTF8.GetBytes(after.ToJsonString()) }).Patch.Operations.ShouldBeEmpty("a second pass");
        return result.Outcome;
    }

    private static bool IsAllowed(JsonPatchOperation operation)
    {
        var path = operation.Path.ToString();
        return MayChange.Contains(path)
            || path.StartsWith("/spec/template/metadata/annotations/pre.hook.backup.velero.io~1", StringComparison.Ordinal)
            || path.StartsWith("/spec/template/metadata/annotations/post.hook.backup.velero.io~1", StringComparison.Ordinal)
            || path == "/spec/template/metadata/annotations/velerofreeze.io~1injected";
    }

    /// <summary>Every annotation that the marker does not name stands as it stood.</summary>
    private static void OursApartUsersUntouched(JsonNode before, JsonNode after, JsonNode? old)
    {
        var standing = TemplateAnnotations(before);
        var marker = MarkerOf(before);
        var ours = marker is null ? [] : new Dictionary<string, string>(marker.Hooks.Append(new("velerofreeze.io/injected", MarkerText(before)!)), StringComparer.Ordinal);
        var now = TemplateAnnotations(after);
        foreach (var (key, value) in standing)
        {
            if (!ours.TryGetValue(key, out var rendered) || !JsonNode.DeepEquals(value, rendered))
            {
                JsonNode.DeepEquals(value, now[key]).ShouldBeTrue($"{key} is the user's and changed");
            }
        }

        foreach (var (key, value) in (before["metadata"] as JsonObject)?["annotations"] as JsonObject ?? [])
        {
            var isOurs = marker is { Parameters.OwnsSkipKey: true } || (old is not null && MarkerOf(old) is { Parameters.OwnsSkipKey: true });
            if (key != "kubevirt.io/skip-backup-hooks" || !isOurs)
            {
                JsonNode.DeepEquals(value, after["metadata"]!["annotations"]![key]).ShouldBeTrue($"{key} is the user's and changed");
            }
        }
    }

    private static JsonObject TemplateAnnotations(JsonNode vm) =>
        (((vm["spec"] as JsonObject)?["template"] as JsonObject)?["metadata"] as JsonObject)?["annotations"] as JsonObject ?? [];

    private static InjectionMarker? MarkerOf(JsonNode vm) => MarkerText(vm) is { } text ? InjectionMarker.Parse(text) : null;

    private static string? MarkerText(JsonNode vm) =>
        TemplateAnnotations(vm)["velerofreeze.io/injected"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonNode WithoutAnnotations(JsonNode vm)
    {
        var copy = vm.DeepClone();
        (copy["metadata"] as JsonObject)?.Remove("annotations");
        if ((copy["spec"] as JsonObject)?["template"] is not JsonObject template)
        {
            return copy;
        }

        (template["metadata"] as JsonObject)?.Remove("annotations");
        if (template["metadata"] is null or JsonObject { Count: 0 })
        {
            template.Remove("metadata");
        }

        return copy;
    }
}
