#!/usr/bin/env bash
# Prints, as Markdown for the summary of a CI job, what make diff found, with the
# pictures that changed: before and after, by the addresses that they have on the
# forge, since a summary shows no picture that comes with it.
#
# usage: jobsummary.sh BASE HEAD   the commits before and after
# Environment: GITHUB_SERVER_URL, GITHUB_REPOSITORY; the forge has the commits of a
# pull request in the repository that it is for.
set -euo pipefail
cd "$(dirname "$0")/.."
base=$(git rev-parse --verify --quiet "${1:?usage: jobsummary.sh BASE HEAD}^{commit}") || {
	echo "jobsummary.sh: there is no commit $1 here" >&2
	exit 2
}
head=$(git rev-parse --verify --quiet "${2:?usage: jobsummary.sh BASE HEAD}^{commit}") || {
	echo "jobsummary.sh: there is no commit $2 here" >&2
	exit 2
}

diff=results/local/diff
if [ ! -f "$diff/summary.md" ]; then
	echo "There is no comparison; the log of \`make diff\` says why."
	exit
fi

# The forge shows at most 1 MiB.
most=900000
if [ "$(wc -c <"$diff/summary.md")" -le $most ]; then
	cat "$diff/summary.md"
else
	sed -n 3p "$diff/summary.md" # the verdict
	echo
	echo "The rest is too long for this page: it is summary.md in the artifact."
fi

[ -s "$diff/pictures.txt" ] || exit 0
echo "### pictures, before and after"
echo
undrawn=()
address() { # commit, path
	echo "${GITHUB_SERVER_URL:?}/${GITHUB_REPOSITORY:?}/raw/$1/$2"
}
while read -r name; do
	path=results/figures/$name
	if ! git cat-file -e "$head:$path" 2>/dev/null || ! git show "$head:$path" | cmp -s - "$diff/here/figures/$name"; then
		undrawn+=("$name")
		continue
	fi
	echo "\`$name\`"
	echo
	if git cat-file -e "$base:$path" 2>/dev/null; then
		echo "![before]($(address "$base" "$path"))"
	fi
	echo "![after]($(address "$head" "$path"))"
	echo
done <"$diff/pictures.txt"
if [ ${#undrawn[@]} -gt 0 ]; then
	echo "Not committed as drawn, and so only in the artifact (here/figures): ${undrawn[*]}. \`make figures && make report\` draws them."
fi
