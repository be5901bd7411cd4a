using System.Text.Json.Nodes;

namespace VeleroFreeze.Sandbox.Discovery;

/// <summary>The release that the sandbox behaves like.</summary>
internal static class ServerVersion
{
    public const string Text = "v1.36.0-sandbox";

    public static JsonObject ToJson() => new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "36",
        ["gitVersion"] = Text,
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "none",
        ["compiler"] = "roslyn",
        ["platform"] = "dotnet",
    };
}
