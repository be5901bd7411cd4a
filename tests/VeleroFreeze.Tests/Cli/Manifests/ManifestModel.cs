using Members = System.Collections.Generic.List<(string Name, object? Value)>;

namespace VeleroFreeze.Tests.Cli.Manifests;

/// <summary>What a generated file says, before it is decided how that is written. A value is null, text, a number, a boolean, members or items.</summary>
internal static class ManifestModel
{
    private static readonly string[] Texts =
        ["blue", "a b", "it's", "x: y", "", "# no comment", "true", "12", "é 日本 😀", "two\nlines\n", "no end\n\n  of line", "{a: b}", "---", "C:\\new \"x\""];

    public static Members VirtualMachine(Choices choices)
    {
        Members template = [("spec", Guest(choices))];
        AddMaybe(template, "metadata", Metadata(choices, isTemplate: true), choices);
        Members spec = [("runStrategy", "Always"), ("template", Shuffle(template, choices))];
        return
        [
            ("apiVersion", "kubevirt.io/v1"),
            ("kind", "VirtualMachine"),
            .. choices.Shuffled<(string Name, object? Value)>([("metadata", Metadata(choices, isTemplate: false)), ("spec", Shuffle(spec, choices))]),
        ];
    }

    public static Members Other(Choices choices) =>
        [("apiVersion", "v1"), ("kind", "ConfigMap"), ("metadata", Metadata(choices, isTemplate: false)), ("data", Annotations(choices))];

    public static Members ListOf(IEnumerable<object?> items) =>
        [("apiVersion", "v1"), ("kind", "List"), ("items", items.ToList())];

    private static Members Metadata(Choices choices, bool isTemplate)
    {
        Members members = isTemplate ? [] : [("name", choices.Of("db", "web-1"))];
        AddMaybe(members, "labels", new Members { ("kubevirt.io/domain", "db") }, choices);
        AddMaybe(members, "annotations", Annotations(choices), choices);
        return Shuffle(members, choices);
    }

    private static Members Annotations(Choices choices) =>
        [.. Enumerable.Range(0, choices.Below(4)).Select(i => ($"key-{i}", (object?)choices.Of(Texts)))];

    private static Members Guest(Choices choices) =>
    [
        ("domain", new Members { ("cpu", choices.Of(1, 4)), ("enabled", choices.OneIn(2)), ("firmware", null) }),
        ("volumes", Enumerable.Range(0, choices.Below(3)).Select(_ => Volume(choices)).ToList()),
    ];

    private static object? Volume(Choices choices) => choices.Below(3) switch
    {
        0 => choices.Of(Texts),
        1 => new Members { ("name", "disk"), ("userData", "#cloud-config\n---\nmetadata:\n  annotations: {}\n") },
        _ => new List<object?> { "nested", new Members { ("name", choices.Of(Texts)) } },
    };

    private static void AddMaybe(Members members, string name, object value, Choices choices)
    {
        switch (choices.Below(6))
        {
            case 4:
                members.Add((name, null));
                break;
            case 5:
                break;
            default:
                members.Add((name, value));
                break;
        }
    }

    private static Members Shuffle(Members members, Choices choices) => [.. choices.Shuffled(members)];
}
