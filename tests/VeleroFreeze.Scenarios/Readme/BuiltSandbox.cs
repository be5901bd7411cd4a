using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Readme;

/// <summary>A <c>dotnet</c> that starts the sandbox which is built already, where README has <c>dotnet run</c> build it; as its child, too, for README ends it so.</summary>
internal static class BuiltSandbox
{
    /// <summary>To stand first in the path: it goes on without its own folder there.</summary>
    public static string Folder { get; } = Shell.CreateCommand(
        "dotnet",
        "PATH=${PATH#*:}",
        "case \"$1 $2 $3 $4\" in",
        $"  'run --project '*'src/VeleroFreeze.Sandbox --') shift 4; dotnet '{AppContext.BaseDirectory}velero-freeze-sandbox.dll' \"$@\"; exit ;;",
        "esac",
        "exec dotnet \"$@\"");
}
