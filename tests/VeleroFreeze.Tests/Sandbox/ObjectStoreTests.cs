using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Tests.Sandbox;

public sealed class ObjectStoreTests
{
    [Fact]
    public void Every_write_is_one_revision_and_stands_in_the_object()
    {
        var store = new ObjectStore(history: 10);
        var first = store.Create(Key("a"), [])!;
        var second = store.Replace(first, [])!;
        var gone = store.Remove(second, second.Json)!;

        (first.Revision, second.Revision, gone.Revision).ShouldBe((2, 3, 4));
        second.Json.ToJsonString().ShouldBe("""{"metadata":{"resourceVersion":"3"}}""");
        store.ChangesAfter(1)!.Select(change => change.Kind).ShouldBe([ChangeKind.Added, ChangeKind.Modified, ChangeKind.Deleted]);
    }

    [Fact]
    public void Only_the_state_that_was_seen_is_replaced()
    {
        var store = new ObjectStore(history: 10);
        var first = store.Create(Key("a"), [])!;
        store.Create(Key("a"), []).ShouldBeNull();
        store.Replace(first, []).ShouldNotBeNull();

        store.Replace(first, []).ShouldBeNull();
        store.Remove(first, []).ShouldBeNull();
    }

    [Fact]
    public void What_was_can_be_read_until_it_is_compacted()
    {
        var store = new ObjectStore(history: 2);
        for (var i = 0; i < 4; i++)
        {
            store.Create(Key($"{i}"), []);
        }

        store.At(4)!.List(CoreTypes.Pods).Select(stored => stored.Key.Name).ShouldBe(["0", "1", "2"]);
        store.At(3).ShouldBeNull();
        store.At(6).ShouldBeNull();
        store.ChangesAfter(3)!.Count.ShouldBe(2);
        store.ChangesAfter(2).ShouldBeNull();
        store.ChangesAfter(99)!.ShouldBeEmpty();
        store.Compact();
        store.ChangesAfter(4).ShouldBeNull();
        store.ChangesAfter(5)!.ShouldBeEmpty();
    }

    [Fact]
    public void Long_histories_are_cut_exactly()
    {
        var store = new ObjectStore(history: 3);
        var stored = store.Create(Key("a"), [])!;
        for (var i = 0; i < 50; i++)
        {
            stored = store.Replace(stored, [])!;
            store.Compacted.ShouldBe(Math.Max(1, stored.Revision - 3));
            store.ChangesAfter(store.Compacted)!.Select(change => change.Revision)
                .ShouldBe(Enumerable.Range(0, (int)(stored.Revision - store.Compacted)).Select(n => store.Compacted + 1 + n));
        }
    }

    [Fact]
    public void Lists_come_by_namespace_and_name()
    {
        var store = new ObjectStore(history: 10);
        foreach (var (space, name) in ((string, string)[])[("b", "a"), ("a", "z"), ("a", "b")])
        {
            store.Create(new ObjectKey(CoreTypes.Pods, space, name), []);
        }

        store.Current.List(CoreTypes.Pods).Select(stored => stored.Key.Place).ShouldBe(["a/b", "a/z", "b/a"]);
        store.Current.List(CoreTypes.Pods, "a").Count().ShouldBe(2);
    }

    [Fact]
    public async Task Waiting_ends_with_the_next_change()
    {
        var store = new ObjectStore(history: 10);
        var waiting = store.WaitForChangeAsync(store.Current.Revision, CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();
        store.Create(Key("a"), []);
        await waiting;
        store.WaitForChangeAsync(1, CancellationToken.None).IsCompleted.ShouldBeTrue();
    }

    private static ObjectKey Key(string name) => new(CoreTypes.Pods, "default", name);
}
