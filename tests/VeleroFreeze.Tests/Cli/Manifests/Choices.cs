namespace VeleroFreeze.Tests.Cli.Manifests;

/// <summary>
/// Decisions read from a list of numbers: a short list or small numbers give a simple file, so a property that shrinks the list shrinks the file.
/// </summary>
internal sealed class Choices(IReadOnlyList<int> numbers)
{
    private int _next;

    public static Choices Random(int seed, int count)
    {
        var random = new Random(seed);
        return new Choices([.. Enumerable.Range(0, count).Select(_ => random.Next(1_000_000))]);
    }

    /// <summary>From 0 to one below the count; 0 when the list has come to its end.</summary>
    public int Below(int count) => _next < numbers.Count ? (numbers[_next++] & int.MaxValue) % count : 0;

    public bool OneIn(int count) => Below(count) == count - 1;

    public T Of<T>(params T[] options) => options[Below(options.Length)];

    public IReadOnlyList<T> Shuffled<T>(IEnumerable<T> items)
    {
        var list = items.ToList();
        for (var i = 0; i < list.Count; i++)
        {
            var other = i + Below(list.Count - i);
            (list[i], list[other]) = (list[other], list[i]);
        }

        return list;
    }
}
