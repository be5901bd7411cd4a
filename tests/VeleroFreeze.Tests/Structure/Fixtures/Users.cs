using System.Diagnostics;
using VeleroFreeze.Tests.Structure.Fixtures.Used;

namespace VeleroFreeze.Tests.Structure.Fixtures.Users;

internal sealed class Field
{
    public Thing? One { get; set; }
}

internal sealed class Generic
{
    public Dictionary<string, Thing[]>? Many { get; set; }
}

internal static class Signature
{
    public static void Take(Func<Thing, int> thing) => GC.KeepAlive(thing);
}

internal sealed class Derived : Thing;

internal sealed class Implementing : IThing;

internal sealed class Constrained<T>
    where T : Thing;

[Thing]
internal sealed class Attributed;

[DebuggerTypeProxy(typeof(Thing))]
internal sealed class NamedInAttribute;

internal static class Calling
{
    public static Func<int> Later { get; } = () => Thing.Count();
}

internal static class Testing
{
    public static bool IsOne(object any) => any is Thing;
}

internal static class Catching
{
    public static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (ThingException)
        {
            GC.KeepAlive(action);
        }
    }
}

internal static class Waiting
{
    public static async Task<int> SumAsync()
    {
        await Task.Yield();
        return Thing.Count();
    }
}
