using System.Globalization;
using System.Text;
using Members = System.Collections.Generic.List<(string Name, object? Value)>;

namespace VeleroFreeze.Tests.Cli.Manifests;

/// <summary>Writes values as YAML in ever changing style: indentation, comments, quotes, braces, block scalars; a wild author uses anchors, tags and odd keys too.</summary>
internal sealed class YamlAuthor(Choices choices, bool isTame)
{
    private readonly StringBuilder _text = new();
    private readonly int _step = choices.Of(2, 2, 4, 3, 1);
    private readonly bool _indentsItems = choices.OneIn(2);
    private readonly List<string> _anchors = [];

    public string Document(Members members)
    {
        if (choices.OneIn(12))
        {
            return Flow(members) + "\n";
        }

        Block(members, choices.OneIn(10) ? 1 : 0, leadsWithDash: false);
        return _text.ToString();
    }

    private void Block(Members members, int column, bool leadsWithDash)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (i == 0 && !leadsWithDash && _anchors.Count > 0 && choices.OneIn(8))
            {
                _text.Append(' ', column).Append("<<: *").Append(choices.Of([.. _anchors])).Append('\n');
            }

            if (i > 0 || !leadsWithDash)
            {
                Interlude(column);
                _text.Append(' ', column);
            }

            Entry(members[i], column, canBeExplicit: i > 0 || !leadsWithDash);
        }
    }

    private void Entry((string Name, object? Value) entry, int column, bool canBeExplicit)
    {
        if (!isTame && canBeExplicit && choices.OneIn(40))
        {
            _text.Append("? ").Append(Key(entry.Name)).Append('\n').Append(' ', column).Append(':');
        }
        else
        {
            _text.Append(Key(entry.Name)).Append(choices.OneIn(20) ? " :" : ":");
        }

        Value(entry.Value, column, entry.Name is "annotations");
    }

    // Starts behind a colon or a dash and ends with a line break.
    private void Value(object? value, int column, bool mayBeAnchored)
    {
        switch (value)
        {
            case Members { Count: > 0 } members when !choices.OneIn(7):
                var anchor = Properties(mayBeAnchored);
                EndLine();
                Block(members, column + Step(), leadsWithDash: false);
                _anchors.AddRange(anchor);
                break;
            case Members when _anchors.Count > 0 && choices.OneIn(4):
                _text.Append(" *").Append(choices.Of([.. _anchors]));
                EndLine();
                break;
            case List<object?> { Count: > 0 } items when !choices.OneIn(7):
                EndLine();
                Items(items, column + (_indentsItems ? _step : 0));
                break;
            case string text when choices.OneIn(3) && CanBeBlock(text):
                BlockScalar(text, column);
                break;
            case Members { Count: > 1 } members when choices.OneIn(2):
                BracesOverLines(members, column);
                EndLine();
                break;
            case null:
                _text.Append(choices.Of("", " null", " ~"));
                EndLine();
                break;
            default:
                _text.Append(' ').Append(Flow(value));
                EndLine();
                break;
        }
    }

    private void Items(List<object?> items, int column)
    {
        foreach (var item in items)
        {
            Interlude(column);
            _text.Append(' ', column).Append('-');
            if (item is Members { Count: > 0 } members && !choices.OneIn(3))
            {
                _text.Append(' ');
                Block(members, column + 2, leadsWithDash: true);
            }
            else
            {
                Value(item, column, mayBeAnchored: false);
            }
        }
    }

    // An anchor that nothing refers to is harmless; a tag that YAML knows too.
    private IReadOnlyList<string> Properties(bool mayBeAnchored)
    {
        if (isTame || !mayBeAnchored || !choices.OneIn(5))
        {
            return [];
        }

        var anchor = string.Create(CultureInfo.InvariantCulture, $"a{_text.Length}");
        _text.Append(" &").Append(anchor).Append(choices.Of("", " !!map", "\n            # behind an anchor"));
        return [anchor];
    }

    private void BracesOverLines(Members members, int column)
    {
        var prefix = "\n" + new string(' ', column + _step);
        _text.Append(" {").Append(choices.Of("", " # braces"));
        for (var i = 0; i < members.Count; i++)
        {
            var comma = i < members.Count - 1 || choices.OneIn(2) ? "," : "";
            _text.Append(prefix).Append(FlowEntry(members[i])).Append(comma).Append(choices.Of("", "", " # in braces", prefix + "# a line in braces"));
        }

        _text.Append('\n').Append(' ', column + 1).Append('}');
    }

    private string Flow(object? value) => value switch
    {
        Members members => Enclose("{", string.Join(choices.Of(", ", ","), members.Select(FlowEntry)), "}"),
        List<object?> items => Enclose("[", string.Join(", ", items.Select(Flow)), "]"),
        string text => Scalar(text),
        int number => number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => "null",
    };

    private string FlowEntry((string Name, object? Value) entry) => Key(entry.Name) + ": " + Flow(entry.Value);

    private string Enclose(string open, string inside, string close) => choices.OneIn(3) ? $"{open} {inside} {close}" : open + inside + close;

    private string Key(string name) => choices.Below(10) switch { 8 => $"'{name}'", 9 => $"\"{name}\"", _ => name };

    private string Scalar(string text)
    {
        var isPlain = text.Length > 0 && text.All(c => char.IsAsciiLetter(c) || c is '/' or '-') && text is not ("true" or "---");
        var isOneLine = !text.Contains('\n', StringComparison.Ordinal);
        return choices.Below(3) switch
        {
            0 when isPlain => text,
            < 2 when isOneLine => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            _ => $"\"{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"",
        };
    }

    private static bool CanBeBlock(string text) => text.Length > 0 && !char.IsWhiteSpace(text[0]);

    private void BlockScalar(string text, int column)
    {
        var indent = new string(' ', column + _step);
        var body = text.TrimEnd('\n');
        var chomping = text.EndsWith('\n') ? choices.Of("", "+") : choices.Of("-", "");
        _text.Append(' ').Append(choices.Of('|', '>')).Append(chomping).Append(choices.Of("", "", " # kept")).Append('\n');
        foreach (var line in body.Split('\n'))
        {
            _text.Append(line.Length == 0 ? "" : indent).Append(line).Append('\n');
        }

        _text.Append(choices.Of("", "", "\n", "\n\n"));
    }

    private int Step() => choices.OneIn(15) ? _step + 2 : _step;

    private void EndLine() => _text.Append(choices.Of("", "", "", " # why", MayTab() ? " \t# tab\t" : " # no tab", "  ")).Append('\n');

    // Where a key could follow, libyaml takes a tab for indentation: behind a dash, and behind the colon of an explicit key.
    private bool MayTab()
    {
        var at = _text.Length - 1;
        while (at >= 0 && _text[at] is ':' or '-' or ' ')
        {
            at--;
        }

        return at >= 0 && _text[at] != '\n';
    }

    private void Interlude(int column)
    {
        switch (choices.Below(12))
        {
            case 9:
                _text.Append(' ', column).Append("# about the next line: {x}\n");
                break;
            case 10:
                _text.Append('\n');
                break;
            case 11:
                _text.Append("# at the margin\n");
                break;
        }
    }
}
