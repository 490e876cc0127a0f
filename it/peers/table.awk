# The two printed runs, one behind the other, as tables of Markdown. Columns are where suites prints them.
function trim(s) { gsub(/^ +| +$/, "", s); return s }
/^KERNEL / { run++; kernel[run] = $2; next }
/^(iproute2|util-linux|iputils) / {
  name = trim(substr($0, 1, 48))
  if (!(name in order)) { order[name] = ++rows; names[rows] = name }
  real[name, run] = trim(substr($0, 50, 8))
  ours[name, run] = trim(substr($0, 59, 8))
  calls[name, run] = trim(substr($0, 68, 5))
  if (index($0, "<-- ")) why[name] = substr($0, index($0, "<-- ") + 4)
  if (real[name, run] == "passed") { passed[run]++; if (ours[name, run] == "passed") both[run]++ }
}
END {
  print "| kernel | tests | pass with the real tool | and with sonde |\n|---|---|---|---|"
  for (r = 1; r <= run; r++) printf "| %s | %d | %d | %d |\n", kernel[r], rows, passed[r], both[r]
  printf "\n| test |"
  for (r = 1; r <= run; r++) printf " %s: real | sonde | calls |", kernel[r]
  printf " note |\n|---|"
  for (r = 1; r <= run; r++) printf "---|---|---|"
  print "---|"
  for (i = 1; i <= rows; i++) {
    n = names[i]
    printf "| %s |", n
    for (r = 1; r <= run; r++) printf " %s | %s | %s |", real[n, r], ours[n, r], calls[n, r]
    printf " %s |\n", why[n]
  }
}
