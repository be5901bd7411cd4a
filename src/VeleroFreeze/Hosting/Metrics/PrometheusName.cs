namespace VeleroFreeze.Hosting.Metrics;

/// <summary>How an instrument's name reads in Prometheus: as OpenTelemetry's own exporter would write it, so that the one can take the other's place.</summary>
internal static class PrometheusName
{
    /// <summary>The name with its unit, each once: <c>velerofreeze.admission.duration</c> in <c>s</c> is <c>velerofreeze_admission_duration_seconds</c>.</summary>
    /// <param name="instrument">Dotted, as OpenTelemetry writes names.</param>
    /// <param name="unit">UCUM; a unit in braces counts things and is left out.</param>
    /// <param name="isCounter">Counters end in <c>_total</c>.</param>
    public static string Of(string instrument, string unit, bool isCounter)
    {
        var name = Suffixed(Sanitized(instrument), UnitWord(unit));
        return isCounter ? Suffixed(name, "total") : name;
    }

    /// <summary>Letters, digits and underscores; a digit does not come first.</summary>
    public static string Sanitized(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? "_" + clean : clean;
    }

    private static string Suffixed(string name, string suffix) =>
        suffix.Length == 0 || name.EndsWith("_" + suffix, StringComparison.Ordinal) ? name : $"{name}_{suffix}";

    private static string UnitWord(string unit) => unit switch
    {
        "s" => "seconds",
        "By" => "bytes",
        _ when unit.StartsWith('{') || unit is "" or "1" => "",
        _ => Sanitized(unit),
    };
}
