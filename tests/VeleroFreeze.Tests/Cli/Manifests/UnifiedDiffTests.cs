using System.Diagnostics;
using System.Text;
using VeleroFreeze.Cli.Manifests;
using VeleroFreeze.Cli.Manifests.Splicing;

namespace VeleroFreeze.Tests.Cli.Manifests;

public sealed class UnifiedDiffTests
{
    private const string Twenty = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n";

    [Fact]
    public void Shows_three_lines_around_a_change() =>
        Diff(Twenty, Twenty.Replace("9\n", "9\nx\n", StringComparison.Ordinal)).ShouldBe(
            "--- a/f.yaml\n+++ b/f.yaml\n@@ -7,6 +7,7 @@\n 7\n 8\n 9\n+x\n 10\n 11\n 12\n"
            + "@@ -17,4 +18,5 @@\n 17\n 18\n 19\n+x\n 20\n");

    [Fact]
    public void Changes_six_lines_apart_share_a_hunk() =>
        Diff(Twenty, Twenty.Replace("5\n6\n", "5\nx\n", StringComparison.Ordinal).Replace("13\n", "y\n", StringComparison.Ordinal)).Split("@@ -").Length.ShouldBe(2);

    [Fact]
    public void Says_when_the_last_line_has_no_end() =>
        Diff("a\nb", "a\nb\nc").ShouldBe(
            "--- a/f.yaml\n+++ b/f.yaml\n@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n+b\n+c\n\\ No newline at end of file\n");

    [Fact]
    public void Is_empty_without_a_change() => Diff(Twenty, Twenty).ShouldBeEmpty();

    [Theory]
    [InlineData("", "a\n")]
    [InlineData("a\n", "")]
    [InlineData("a", "a\n")]
    [InlineData("a\r\nb\r\n", "a\r\nx\r\nb\r\n")]
    [InlineData("a\rb\n", "a\rb\nc\r")]
    [InlineData("\uFEFFa\n", "\uFEFFb\n")]
    [InlineData("é\n😀", "é\nx\n😀")]
    public void Git_makes_the_new_text_of_the_old_one(string before, string after) => GitApplies("f.yaml", before, after);

    [Theory]
    [InlineData("a file.yaml")]
    [InlineData("deep/er/ä.yaml")]
    [InlineData("quote\".yaml")]
    [InlineData("back\\slash\ttab.yaml")]
    public void Git_finds_the_file_whatever_its_name(string path) => GitApplies(path, "a\n", "b\n");

    [Fact]
    public void Git_applies_what_the_splicer_changes()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var choices = Choices.Random(seed, 250);
            var file = SourceFile.Parse("f.yaml", ManifestGenerator.Generate(choices).Bytes);
            var patches = file.Objects.Select(o => (o, HookPatches.For(o.Json, choices))).Where(pair => pair.Item2 is not null);
            var after = file.Splice(patches.ToDictionary(pair => pair.o, pair => pair.Item2!)).Bytes ?? file.Bytes;
            GitApplies("f.yaml", Encoding.UTF8.GetString(file.Bytes), Encoding.UTF8.GetString(after));
        }
    }

    private static string Diff(string before, string after) => UnifiedDiff.Render("f.yaml", Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after));

    private static void GitApplies(string path, string before, string after)
    {
        var diff = UnifiedDiff.Render(path, Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after));
        if (before == after)
        {
            diff.ShouldBeEmpty();
            return;
        }

        var folder = Directory.CreateTempSubdirectory("velero-freeze-diff-");
        try
        {
            var file = Path.Combine(folder.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, Encoding.UTF8.GetBytes(before));
            Apply(folder.FullName, diff);
            File.ReadAllBytes(file).ShouldBe(Encoding.UTF8.GetBytes(after), diff);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Apply(string folder, string diff)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["apply", "--whitespace=nowarn", "-"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        git.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(diff));
        git.StandardInput.Close();
        var complaint = git.StandardError.ReadToEnd();
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, complaint + diff);
    }
}
