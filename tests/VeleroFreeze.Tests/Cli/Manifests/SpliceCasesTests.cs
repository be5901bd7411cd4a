using System.Text.Json;
using VeleroFreeze.Cli.Manifests.Documents;
using VeleroFreeze.Cli.Manifests.Splicing;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Cli.Manifests;

/// <summary>
/// <c>cases/splice/NAME/</c>: <c>input.yaml</c> or <c>input.json</c>; <c>patch.json</c>, operations for the first object, or an object that holds them by the
/// number of the object; then <c>expected.*</c> or <c>refused.txt</c>, and <c>errors.txt</c> where the input is broken.
/// </summary>
public sealed class SpliceCasesTests
{
    public static TheoryData<string> Names => GoldenCases.Of("splice");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_patch_is_written_into_the_text(string name)
    {
        var folder = GoldenCases.Folder("splice", name);
        var input = Directory.GetFiles(folder, "input.*").Single();
        var file = SourceFile.Parse(Path.GetFileName(input), File.ReadAllBytes(input));

        var result = file.Splice(Patches(file, folder));

        GoldenCases.ShouldMatch(Path.Combine(folder, "errors.txt"), Lines(file.Errors));
        GoldenCases.ShouldMatch(Path.Combine(folder, "refused.txt"), Lines(result.Refusals));
        GoldenCases.ShouldMatch(Path.Combine(folder, "expected" + Path.GetExtension(input)), result.Bytes);
    }

    private static byte[]? Lines(IReadOnlyList<SourceError> errors) =>
        errors.Count == 0 ? null : System.Text.Encoding.UTF8.GetBytes(string.Concat(errors.Select(error => error + "\n")));

    private static Dictionary<SourceObject, JsonPatch> Patches(SourceFile file, string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "patch.json")));
        return document.RootElement.ValueKind == JsonValueKind.Array
            ? file.Objects.Take(1).ToDictionary(o => o, _ => PatchReader.Read(document.RootElement))
            : document.RootElement.EnumerateObject().ToDictionary(
                member => file.Objects[int.Parse(member.Name, System.Globalization.CultureInfo.InvariantCulture)], member => PatchReader.Read(member.Value));
    }
}
