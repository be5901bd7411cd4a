using System.CommandLine;
using System.CommandLine.Parsing;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Cli;

/// <summary>Options that mean the same in every command that has them.</summary>
internal static class CommonOptions
{
    /// <summary><c>--kubevirt-version</c>: which KubeVirt the objects run on; decides which annotations KubeVirt overwrites and whether it knows the skip key.</summary>
    public static Option<KubeVirtVersion> KubeVirtVersion() => new("--kubevirt-version")
    {
        Description = "The KubeVirt release the VMs run on, such as 1.7.3",
        HelpName = "VERSION",
        DefaultValueFactory = _ => Core.Hooks.KubeVirtVersion.Newest,
        CustomParser = ParseVersion,
    };

    /// <summary><c>--on-error</c>: what Velero does when a hook fails, for VMs that do not say otherwise.</summary>
    public static Option<OnError> OnError() => new("--on-error")
    {
        Description = "What Velero does when a hook fails, unless the VM says otherwise",
        HelpName = "Continue|Fail",
        DefaultValueFactory = _ => Core.Hooks.OnError.Continue,
        CustomParser = ParseOnError,
    };

    /// <summary>Reads what was given; an error where it is no release.</summary>
    public static KubeVirtVersion ParseVersion(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!KubeVirtVersionText.TryRead(text, out var version, out var expected))
        {
            result.AddError($"--kubevirt-version {text} is not {expected}");
        }

        return version;
    }

    private static OnError ParseOnError(ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "Continue":
                return Core.Hooks.OnError.Continue;
            case "Fail":
                return Core.Hooks.OnError.Fail;
            case var text:
                result.AddError($"--on-error {text} is neither Continue nor Fail");
                return default;
        }
    }
}
