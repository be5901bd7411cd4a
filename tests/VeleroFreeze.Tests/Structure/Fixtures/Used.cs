namespace VeleroFreeze.Tests.Structure.Fixtures.Used;

internal class Thing
{
    public static int Count() => 1;
}

internal interface IThing;

internal sealed class ThingException : Exception;

[AttributeUsage(AttributeTargets.All)]
internal sealed class ThingAttribute : Attribute;
