namespace VeleroFreeze.Tests.Structure.Fixtures.Left.Child;

internal static class Part
{
    public static int Depth => Right.Far.Depth + 1;
}
