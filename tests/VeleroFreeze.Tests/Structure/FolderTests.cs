namespace VeleroFreeze.Tests.Structure;

/// <summary>
/// Who may know whom, read from what was compiled. Folders are namespaces here; a folder and the one that it lies in count as two. What the compiler leaves
/// nothing of is not seen: constants, <c>nameof</c> and doc comments.
/// </summary>
public sealed class FolderTests
{
    [Theory]
    [InlineData("VeleroFreeze.Core")]
    [InlineData("velero-freeze")]
    [InlineData("VeleroFreeze.Kubernetes")]
    [InlineData("VeleroFreeze.Sandbox.ApiServer")]
    [InlineData("velero-freeze-sandbox")]
    public void No_folders_of_a_project_need_each_other_in_a_circle(string assembly) => Graph(assembly).Circles().ShouldBeEmpty();

    [Theory]
    [InlineData("VeleroFreeze.Core", "")]
    [InlineData("VeleroFreeze.Kubernetes", "")]
    [InlineData("velero-freeze", "VeleroFreeze.Core VeleroFreeze.Kubernetes")]
    [InlineData("VeleroFreeze.Sandbox.ApiServer", "")]
    [InlineData("velero-freeze-sandbox", "VeleroFreeze.Sandbox.ApiServer")]
    public void A_project_knows_these_others_of_ours_and_no_more(string assembly, string known)
    {
        using var uses = new TypeUses(PathOf(assembly));
        uses.Assemblies().Where(IsOurs).Order(StringComparer.Ordinal).ShouldBe(known.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("Field")]
    [InlineData("Generic")]
    [InlineData("Signature")]
    [InlineData("Derived")]
    [InlineData("Implementing")]
    [InlineData("Constrained`1")]
    [InlineData("Attributed")]
    [InlineData("NamedInAttribute")]
    [InlineData("Calling")]
    [InlineData("Testing")]
    [InlineData("Catching")]
    [InlineData("Waiting")]
    public void A_use_is_seen_wherever_it_hides(string user) => Graph("VeleroFreeze.Tests").Uses("VeleroFreeze.Tests.Structure.Fixtures.Users", "VeleroFreeze.Tests.Structure.Fixtures.Used")
        .Where(use => use.From == user)
        .ShouldNotBeEmpty();

    [Fact]
    public void A_circle_is_named_with_what_makes_it() => Graph("VeleroFreeze.Tests").Circles()
        .Where(line => line.Contains(".Fixtures.", StringComparison.Ordinal))
        .ShouldBe(
        [
            "VeleroFreeze.Tests.Structure.Fixtures.Left -> VeleroFreeze.Tests.Structure.Fixtures.Left.Child: Parent uses Part",
            "VeleroFreeze.Tests.Structure.Fixtures.Left.Child -> VeleroFreeze.Tests.Structure.Fixtures.Right: Part uses Far",
            "VeleroFreeze.Tests.Structure.Fixtures.Right -> VeleroFreeze.Tests.Structure.Fixtures.Left: Far uses Parent",
        ]);

    private static FolderGraph Graph(string assembly)
    {
        using var uses = new TypeUses(PathOf(assembly));
        return new FolderGraph(uses.All());
    }

    private static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll");

    private static bool IsOurs(string assembly) =>
        assembly.StartsWith("VeleroFreeze", StringComparison.Ordinal) || assembly.StartsWith("velero-freeze", StringComparison.Ordinal);
}
