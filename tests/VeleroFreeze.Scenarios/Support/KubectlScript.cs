using System.Text.RegularExpressions;

namespace VeleroFreeze.Scenarios.Support;

/// <summary>
/// A kubectl command as a script that any kubectl since 1.20 runs: <c>wait --for=jsonpath</c> came with 1.23, a wait for any value with 1.29 and <c>--for=create</c> with
/// 1.31, and a wait for a deletion fails where there is nothing left to delete, so that these are loops here.
/// A kubectl takes a third of a second of a processor, so that they pause.
/// </summary>
internal static partial class KubectlScript
{
    public static string For(string kubeconfig, string arguments)
    {
        var kubectl = $"kubectl --kubeconfig '{kubeconfig}'";
        var wait = Wait().Match(arguments);
        if (!wait.Success)
        {
            return $"{kubectl} {arguments}";
        }

        var (what, path, value) = (wait.Groups["what"].Value, wait.Groups["path"].Value, wait.Groups["value"].Value);
        var isGone = wait.Groups["condition"].Value == "delete";
        var get = isGone ? $"{kubectl} get {what} -o name --ignore-not-found"
            : path.Length == 0 ? $"{kubectl} get {what} -o name"
            : $"{kubectl} get {what} -o jsonpath='{path}'";
        var isMet = isGone ? "[ -z \"$found\" ]" : value.Length == 0 ? "[ -n \"$found\" ]" : $"[ \"$found\" = '{value}' ]";
        return $"""
            end=$((SECONDS + {wait.Groups["seconds"].Value})) pause=0.1
            while [ $SECONDS -le $end ]; do
              found=$({get} 2>/dev/null) && {isMet} && exit 0
              sleep $pause; pause=0.7
            done
            echo "not within {wait.Groups["seconds"].Value} s: {arguments.Replace('"', ' ')}; it is $found" >&2
            exit 1
            """;
    }

    [GeneratedRegex(@"^wait (?<what>.+?) --for=(?<condition>create|delete|jsonpath='(?<path>[^']+)'(=(?<value>\S+))?) --timeout=(?<seconds>\d+)s$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wait();
}
