namespace VeleroFreeze.Sandbox.Go;

/// <summary>Go's strconv.ParseBool.</summary>
internal static class GoBool
{
    public static bool TryParse(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "TRUE" or "true" or "True";
        return value || text is "0" or "f" or "F" or "FALSE" or "false" or "False";
    }

    /// <summary>What is no truth value is false.</summary>
    public static bool IsTrue(string text) => TryParse(text, out var value) && value;
}
