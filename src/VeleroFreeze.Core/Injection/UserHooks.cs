using VeleroFreeze.Core.Lint;
using VeleroFreeze.Core.Manifests;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Injection;

/// <summary>What to tell a user whose own hooks are left in place.</summary>
internal static class UserHooks
{
    public static IEnumerable<InjectionWarning> Describe(Manifest vm, InjectionRequest request, bool isMarked)
    {
        yield return new InjectionWarning(
            "user-hooks",
            isMarked ? "hooks were edited since they were injected; what was edited is yours and stays" : "your own backup hooks stay as they are; nothing was injected");
        foreach (var finding in HookLinter.Examine(vm, request.KubeVirt, request.Namespace).Where(IsStillTrue).Take(2))
        {
            yield return new InjectionWarning(finding.Rule, $"your hooks: {finding.Title}; velero-freeze lint says more");
        }
    }

    // Names that are stale in hooks of ours are mended by the same write.
    private static bool IsStillTrue(LintFinding finding) => finding.Severity == LintSeverity.Error && finding.Rule != LintRules.StaleInjection.Id;
}
