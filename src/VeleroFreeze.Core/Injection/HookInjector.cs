using System.Text.Json;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.Manifests;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Injection;

/// <summary>Decides what happens to the hooks of one object. The webhook and the command line call nothing else.</summary>
public static class HookInjector
{
    /// <summary>Decides about one object. Never throws for what the object holds: what cannot be read safely is skipped.</summary>
    public static InjectionResult Decide(InjectionRequest request)
    {
        try
        {
            var document = request.Object.Read();
            var before = request.OldObject.IsEmpty ? null : Manifest.Read(request.OldObject.Read());
            var vm = Manifest.Read(document);
            var decision = new InjectionDecision(request, vm, before, InjectedHooks.Read(vm.HookAnnotations));
            var result = decision.Make();
            return result.Patch.IsEmpty || decision.Edits.IsProvenBy(result.Patch, document, vm)
                ? result
                : Skip(InjectionReason.NotProven, "not-proven", "VeleroFreeze could not prove its own patch for this object; not injected");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how a lone surrogate or invalid UTF-8 inside a string surfaces.
            return Skip(InjectionReason.Unreadable, "unreadable", "VeleroFreeze cannot read this object safely (a key that stands twice, invalid text); not injected");
        }
    }

    private static InjectionResult Skip(InjectionReason reason, string code, string text) =>
        new(InjectionOutcome.Skipped, reason, FreezePolicy.None, JsonPatch.Empty, [new InjectionWarning(code, text)]);
}
