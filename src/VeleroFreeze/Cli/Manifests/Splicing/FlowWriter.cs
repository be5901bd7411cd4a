namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>Writes members the way the braces around them are written.</summary>
/// <param name="IsJson">Keys and values in double quotes.</param>
/// <param name="IsTight">No blanks behind colons and commas.</param>
internal sealed record FlowWriter(bool IsJson, bool IsTight)
{
    public string Separator => IsTight ? "," : ", ";

    /// <summary>All on one line, in braces.</summary>
    public string Braces(IEnumerable<KeyValuePair<string, MemberChange>> members) => $"{{{Inline(members)}}}";

    /// <summary>All on one line.</summary>
    public string Inline(IEnumerable<KeyValuePair<string, MemberChange>> members) =>
        string.Join(Separator, members.Select(member => Key(member.Key) + Value(member.Value)));

    /// <summary>One line a member; no comma behind the last one.</summary>
    public IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, MemberChange>> members, string prefix, string step)
    {
        var all = members.ToList();
        for (var i = 0; i < all.Count; i++)
        {
            var comma = i < all.Count - 1 ? "," : "";
            if (all[i].Value is not MemberChange.Create create || !create.Members.All.Any())
            {
                yield return prefix + Inline([all[i]]) + comma;
                continue;
            }

            yield return prefix + Key(all[i].Key) + "{";
            foreach (var line in Lines(create.Members.All, prefix + step, step))
            {
                yield return line;
            }

            yield return prefix + "}" + comma;
        }
    }

    private string Key(string name) => (IsJson ? ScalarText.Json(name) : ScalarText.Yaml(name)) + (IsTight ? ":" : ": ");

    private string Value(MemberChange change) => change switch
    {
        MemberChange.Create create => Braces(create.Members.All),
        MemberChange.Set set => IsJson ? ScalarText.Json(set.Value) : ScalarText.Yaml(set.Value),
        _ => "",
    };
}
