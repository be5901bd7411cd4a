using VeleroFreeze.Sandbox.Selectors;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Urls;

/// <summary>Reads a label selector from a query: <c>a=b,c!=d,e in (f,g),h,!i,j&gt;1</c>.</summary>
internal sealed class LabelSelectorParser
{
    private const string Symbols = "=!(),<>";
    private readonly string _text;
    private int _at;

    private LabelSelectorParser(string text) => _text = text;

    /// <exception cref="FormatException">The text is no selector.</exception>
    public static LabelSelector Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return LabelSelector.Everything;
        }

        var parser = new LabelSelectorParser(text);
        var requirements = new List<LabelRequirement>();
        do
        {
            requirements.Add(parser.Requirement());
        }
        while (parser.Take(","));
        return parser.IsAtEnd ? new LabelSelector(requirements) : throw parser.Unexpected("',' or the end");
    }

    private bool IsAtEnd
    {
        get
        {
            SkipBlanks();
            return _at == _text.Length;
        }
    }

    private LabelRequirement Requirement()
    {
        if (Take("!"))
        {
            return new LabelRequirement(Key(), LabelOperator.DoesNotExist);
        }

        var key = Key();
        if (Take("==") || Take("="))
        {
            return new LabelRequirement(key, LabelOperator.In, Value());
        }

        if (Take("!="))
        {
            return new LabelRequirement(key, LabelOperator.NotIn, Value());
        }

        if (Take(">"))
        {
            return new LabelRequirement(key, LabelOperator.GreaterThan, Number());
        }

        return Take("<") ? new LabelRequirement(key, LabelOperator.LessThan, Number()) : WordRequirement(key);
    }

    private LabelRequirement WordRequirement(string key)
    {
        if (IsAtEnd || _text[_at] == ',')
        {
            return new LabelRequirement(key, LabelOperator.Exists);
        }

        return Word() switch
        {
            "in" => new LabelRequirement(key, LabelOperator.In, Values()),
            "notin" => new LabelRequirement(key, LabelOperator.NotIn, Values()),
            var other => throw new FormatException($"unable to parse requirement: found '{other}', expected: in, notin, =, ==, !=, gt, lt"),
        };
    }

    private string[] Values()
    {
        if (!Take("("))
        {
            throw Unexpected("'('");
        }

        var values = new List<string>();
        do
        {
            values.Add(Value());
        }
        while (Take(","));
        return Take(")") ? [.. values] : throw Unexpected("',' or ')'");
    }

    private string Key()
    {
        var key = Word();
        return NameRules.QualifiedKey(key).FirstOrDefault() is { } wrong
            ? throw new FormatException($"unable to parse requirement: <nil>: Invalid value: \"{key}\": {wrong}")
            : key;
    }

    private string Value()
    {
        var value = Word();
        return NameRules.LabelValue(value).FirstOrDefault() is { } wrong
            ? throw new FormatException($"unable to parse requirement: values[0][]: Invalid value: \"{value}\": {wrong}")
            : value;
    }

    private string Number()
    {
        var value = Value();
        return long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _)
            ? value
            : throw new FormatException("unable to parse requirement: for 'Gt', 'Lt' operators, the value must be an integer");
    }

    private string Word()
    {
        SkipBlanks();
        var start = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && !Symbols.Contains(_text[_at], StringComparison.Ordinal))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private bool Take(string symbol)
    {
        SkipBlanks();
        if (!_text.AsSpan(_at).StartsWith(symbol, StringComparison.Ordinal))
        {
            return false;
        }

        _at += symbol.Length;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private FormatException Unexpected(string expected)
    {
        var found = IsAtEnd ? "" : _text[_at..];
        return new FormatException($"unable to parse requirement: found '{found}', expected: {expected}");
    }
}
