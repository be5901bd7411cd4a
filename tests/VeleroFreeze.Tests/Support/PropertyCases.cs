using System.Globalization;

namespace VeleroFreeze.Tests.Support;

/// <summary>
/// How many cases a property runs: its own number, times <c>VELEROFREEZE_PROPERTY_CASES</c> (a factor such as <c>10</c> or <c>0.1</c>; default 1).
/// </summary>
internal static class PropertyCases
{
    public static int Count(int usual) => Math.Max(1, (int)(usual * Factor));

    private static double Factor =>
        double.TryParse(Environment.GetEnvironmentVariable("VELEROFREEZE_PROPERTY_CASES"), NumberStyles.Float, CultureInfo.InvariantCulture, out var factor)
            ? factor
            : 1;
}
