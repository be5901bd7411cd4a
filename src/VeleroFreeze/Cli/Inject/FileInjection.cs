using VeleroFreeze.Cli.Manifests.Documents;
using VeleroFreeze.Cli.Manifests.Splicing;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.Manifests;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Cli.Inject;

/// <summary>One virtual machine of a file and what was decided about it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Source">The object in it.</param>
/// <param name="Manifest">Its facts.</param>
/// <param name="Namespace">Its own, or the one assumed.</param>
/// <param name="Result">The decision.</param>
internal sealed record InjectedObject(string Path, SourceObject Source, Manifest Manifest, string? Namespace, InjectionResult Result)
{
    /// <summary>It should change, but its file has to stay as it is.</summary>
    public bool IsRefused { get; init; }

    public bool IsChanged => !Result.Patch.IsEmpty && !IsRefused;

    /// <summary>The object as it is after the patch, as JSON.</summary>
    public ReadOnlyMemory<byte> After =>
        IsChanged && JsonObjectPatcher.TryApply(JsonSlice.Parse(Source.Json), Result.Patch, out _) is { } patched ? patched : Source.Json;
}

/// <summary>What becomes of one file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Before">Its content.</param>
/// <param name="After">Its new content; the same where nothing changes, and always where there are errors.</param>
/// <param name="Source">The file taken apart.</param>
/// <param name="Objects">The virtual machines in it, changed or not; objects of other kinds are not listed.</param>
/// <param name="Errors">What could not be read or not be changed safely.</param>
internal sealed record FileInjection(
    string Path, byte[] Before, byte[] After, SourceFile Source, IReadOnlyList<InjectedObject> Objects, IReadOnlyList<SourceError> Errors)
{
    public bool IsChanged => !Before.AsSpan().SequenceEqual(After);

    /// <summary>Injects a set of files that belong together: a Namespace in one of them says what the VMs in all of them default to.</summary>
    public static IReadOnlyList<FileInjection> Of(IReadOnlyList<InputFile> files, InjectOptions options)
    {
        var sources = files.Select(file => SourceFile.Parse(file.Path, file.Bytes)).ToList();
        var defaults = NamespaceDefaults(sources);
        return [.. sources.Select(source => Of(source, options, defaults))];
    }

    private static FileInjection Of(SourceFile file, InjectOptions options, Dictionary<string, FreezePolicy> defaults)
    {
        var objects = file.Objects.Select(o => Decide(file.Path, o, options, defaults)).OfType<InjectedObject>().ToList();
        var patches = objects.Where(o => !o.Result.Patch.IsEmpty).ToDictionary(o => o.Source, o => o.Result.Patch);
        var spliced = file.Splice(patches);
        IReadOnlyList<SourceError> errors = [.. file.Errors, .. spliced.Refusals];
        if (errors.Count == 0 && spliced.Bytes is { } after)
        {
            return new FileInjection(file.Path, file.Bytes, after, file, objects, errors);
        }

        var refused = objects.Select(o => o with { IsRefused = !o.Result.Patch.IsEmpty }).ToList();
        return new FileInjection(file.Path, file.Bytes, file.Bytes, file, refused, errors);
    }

    private static InjectedObject? Decide(string path, SourceObject source, InjectOptions options, Dictionary<string, FreezePolicy> defaults)
    {
        if (source.Manifest is not { Kind: not (ManifestKind.Other or ManifestKind.KubeVirt) } manifest)
        {
            return null;
        }

        var space = manifest.Namespace ?? options.Namespace;
        var result = HookInjector.Decide(new InjectionRequest
        {
            Operation = InjectionOperation.Offline,
            Object = source.Json,
            Namespace = space,
            NamespaceDefault = space is not null && defaults.TryGetValue(space, out var policy) ? policy : null,
            KubeVirt = options.KubeVirt,
            OnError = options.OnError,
            TakeOwnership = options.TakeOwnership,
            Remove = options.Remove,
        });
        return new InjectedObject(path, source, manifest, space, result);
    }

    private static Dictionary<string, FreezePolicy> NamespaceDefaults(IEnumerable<SourceFile> files)
    {
        var defaults = new Dictionary<string, FreezePolicy>(StringComparer.Ordinal);
        foreach (var o in files.SelectMany(file => file.Objects))
        {
            if (o.Manifest is { KindName: "Namespace", ApiVersion: "v1", Name: { } name, FreezeLabel: { } label })
            {
                defaults[name] = FreezeLabel.Parse(label);
            }
        }

        return defaults;
    }
}
