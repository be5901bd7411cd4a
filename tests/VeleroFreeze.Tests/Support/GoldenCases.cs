using System.Runtime.CompilerServices;

namespace VeleroFreeze.Tests.Support;

/// <summary>
/// Golden cases: <c>cases/SUITE/NAME/</c> holds what goes in and what has to come out. They are read from the source tree, so that
/// <c>UPDATE_GOLDEN=1 dotnet test</c> rewrites the files that git shows.
/// </summary>
internal static class GoldenCases
{
    private static bool Rewrites => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    /// <summary>The names of a suite's cases, for <c>[MemberData]</c> of one theory.</summary>
    public static TheoryData<string> Of(string suite)
    {
        var names = Directory.GetDirectories(Path.Combine(Root(), suite)).Select(folder => Path.GetFileName(folder)!);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    public static string Folder(string suite, string name) => Path.Combine(Root(), suite, name);

    public static void ShouldMatch(string file, string produced) => ShouldMatch(file, System.Text.Encoding.UTF8.GetBytes(produced));

    /// <summary>Compares byte for byte; rewrites the file first when asked to. Null says that there must be no such file.</summary>
    public static void ShouldMatch(string file, byte[]? produced)
    {
        if (Rewrites)
        {
            Rewrite(file, produced);
        }

        if (produced is null)
        {
            File.Exists(file).ShouldBeFalse($"{file} stands, but nothing of the kind came out");
            return;
        }

        File.Exists(file).ShouldBeTrue($"{file} is missing; UPDATE_GOLDEN=1 writes it. Produced:\n{Text(produced)}");
        var expected = File.ReadAllBytes(file);
        // As text first: its failure shows where the two differ. Then the bytes, which text may hide.
        Text(produced).ShouldBe(Text(expected), file);
        produced.SequenceEqual(expected).ShouldBeTrue($"{file} differs in its bytes");
    }

    private static void Rewrite(string file, byte[]? produced)
    {
        if (produced is null)
        {
            File.Delete(file);
        }
        else
        {
            File.WriteAllBytes(file, produced);
        }
    }

    // Latin-1 shows every byte as one character, valid UTF-8 or not.
    private static string Text(byte[] bytes) => System.Text.Encoding.Latin1.GetString(bytes);

    private static string Root([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "cases"));
}
