namespace VeleroFreeze.Tests.Structure.Fixtures.Right;

internal static class Far
{
    public static int Depth => Left.Parent.Top + 1;
}
