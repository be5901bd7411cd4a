namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>
/// The command that runs a container: in a mount namespace of its own, in a root made of this machine's programs, the image's files at /app and the
/// manifest's volumes at their paths, as the manifest's user. Of this machine's files it sees nothing else.
/// </summary>
/// <param name="image">What is started.</param>
/// <param name="folder">A folder of the pod's own, with a folder <c>root</c> in it.</param>
/// <param name="mounts">Where each volume's files are, by where they are to be seen; null for an empty volume.</param>
/// <param name="memory">The limit it runs under; null for none.</param>
internal sealed class PodRoot(ContainerImage image, string folder, IReadOnlyDictionary<string, string?> mounts, MemoryGroup? memory)
{
    /// <summary>What bash runs.</summary>
    /// <param name="spec">The pod.</param>
    /// <param name="environment">All its variables.</param>
    public string Script(PodSpec spec, IReadOnlyDictionary<string, string> environment) => $$"""
        set -e
        {{memory?.Join}}
        exec unshare --mount {{(Environment.IsPrivilegedProcess ? "" : "--map-root-user ")}}/bin/bash -c {{Quoted(Inside(spec, $"{folder}/root", environment))}}
        """;

    private string Inside(PodSpec spec, string root, IReadOnlyDictionary<string, string> environment) => $$"""
        set -eu
        root={{Quoted(root)}}
        see() { mkdir -p "$root$2"; mount --rbind "$1" "$root$2"; }
        keep() { mount -o remount,bind,ro "$root$1"; }
        mount -t tmpfs -o mode=755 pod "$root"
        for name in usr bin sbin lib lib32 lib64 libx32; do
          if [ -L /$name ]; then cp -P /$name "$root/$name"; elif [ -d /$name ]; then see /$name /$name; fi
        done
        # Where the runtime reads its limits, the last.
        for name in proc dev sys/fs/cgroup; do [ ! -d /$name ] || see /$name /$name; done
        mkdir -m 1777 "$root/tmp"
        mkdir -p "$root/etc/dotnet"
        for name in hosts nsswitch.conf resolv.conf ssl; do
          if [ -d /etc/$name ]; then see /etc/$name /etc/$name; elif [ -f /etc/$name ]; then cp -L /etc/$name "$root/etc/$name"; fi
        done
        see {{Quoted(image.Folder)}} /app; keep /app
        see "$(dirname "$(readlink -f "$(command -v dotnet)")")" /dotnet
        echo /dotnet >"$root/etc/dotnet/install_location"
        {{string.Join('\n', mounts.OrderBy(mount => mount.Key, StringComparer.Ordinal).Select(Mount))}}
        {{(spec.HasReadOnlyRoot ? "mount -o remount,ro \"$root\"" : "")}}
        exec chroot "$root" /usr/bin/env --default-signal --chdir=/app -i {{string.Join(' ', environment.Select(pair => Quoted($"{pair.Key}={pair.Value}")))}} \
          /usr/bin/setpriv {{string.Join(' ', Identity(spec))}} -- {{string.Join(' ', Words(spec).Select(Quoted))}}
        """;

    private static string Mount(KeyValuePair<string, string?> mount) => mount.Value is { } source
        ? $"see {Quoted(source)} {Quoted(mount.Key)}; keep {Quoted(mount.Key)}"
        : $"mkdir -p \"$root\"{Quoted(mount.Key)}; mount -t tmpfs -o mode=1777 empty \"$root\"{Quoted(mount.Key)}";

    /// <summary>Only somebody privileged can become somebody else.</summary>
    private static IEnumerable<string> Identity(PodSpec spec)
    {
        if (!spec.AllowsPrivilegeEscalation)
        {
            yield return "--no-new-privs";
        }

        if (!Environment.IsPrivilegedProcess || spec.Security("runAsUser") is not { } user)
        {
            yield break;
        }

        var group = spec.Security("runAsGroup") ?? 0;
        yield return $"--reuid={user} --regid={group} --groups={string.Join(',', ((long?[])[group, spec.FileGroup]).OfType<long>().Distinct())}";
        if (spec.DropsCapabilities)
        {
            yield return "--inh-caps=-all --bounding-set=-all";
        }
    }

    /// <summary>A command replaces what the image starts, arguments what it is started with.</summary>
    private IEnumerable<string> Words(PodSpec spec) => (spec.Command.Count > 0 ? spec.Command : image.EntryPoint).Concat(spec.Arguments);

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
