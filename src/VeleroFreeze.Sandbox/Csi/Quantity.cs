using System.Globalization;

namespace VeleroFreeze.Sandbox.Csi;

/// <summary>Sizes as claims ask for them.</summary>
internal static class Quantity
{
    private const string Units = "KMGTPE";

    /// <summary>Reads <c>10Gi</c>, <c>5G</c> or <c>1024</c>; anything else is 0.</summary>
    public static long Bytes(string text)
    {
        var isBinary = text.EndsWith('i');
        var number = text.TrimEnd('i');
        var power = number.Length == 0 ? 0 : Units.IndexOf(number[^1], StringComparison.Ordinal) + 1;
        return decimal.TryParse(power > 0 ? number[..^1] : number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            ? (long)(count * (decimal)Math.Pow(isBinary ? 1024 : 1000, power))
            : 0;
    }
}
