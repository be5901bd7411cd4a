using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using VeleroFreeze.Certificates;
using VeleroFreeze.Hosting;
using VeleroFreeze.Verifier;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Hosting;

/// <summary>The README's table of settings is made of the code's; <c>UPDATE_GOLDEN=1</c> writes it.</summary>
public sealed partial class SettingsTableTests
{
    private static readonly (string Role, string Prefix, (string Flag, string Value, string Help)[] Settings)[] Roles =
    [
        ("webhook", WebhookSettings.Prefix, WebhookSettings.All), ("verifier", VerifierSettings.Prefix, VerifierSettings.All), ("certs run", CertsSettings.Prefix, CertsSettings.All),
    ];

    [Fact]
    public void The_table_of_settings_is_that_of_the_code()
    {
        var rows = Roles.SelectMany(role => role.Settings.Select(setting =>
            $"| {role.Role} | `{setting.Flag}` | `{SettingsReader.Variable(role.Prefix, setting.Flag)}` | {setting.Value.Replace("|", "\\|", StringComparison.Ordinal)} | {setting.Help} |"));
        var table = string.Join('\n', ["| role | flag | variable | value | meaning |", "|---|---|---|---|---|", .. rows]);
        var page = File.ReadAllText(Readme());
        var wanted = Table().Replace(page, _ => $"<!-- settings -->\n{table}\n<!-- /settings -->");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Readme(), wanted);
        }

        page = File.ReadAllText(Readme());
        page.ShouldContain("<!-- settings -->");
        page.ShouldBe(wanted);
    }

    private static string Readme([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "README.md"));

    [GeneratedRegex("<!-- settings -->.*<!-- /settings -->", RegexOptions.Singleline)]
    private static partial Regex Table();
}
