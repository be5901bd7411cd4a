namespace VeleroFreeze.Tests.Structure.Fixtures.Left;

internal static class Parent
{
    public static int Depth => Child.Part.Depth + 1;

    public static int Top => 0;
}
