-- Excel for Mac may start programs only through a script in its own scripts folder.
-- The script returns at once: Excel cannot answer Python while a macro waits. Where Python ends
-- without having been seen, a box of its own says why.
on LcxlRun(action)
	do shell script "mkdir -p \"$(dirname " & (quoted form of @LOG@) & ")\""
	try
		do shell script "test -x " & (quoted form of @PYTHON@)
	on error
		return "53"
	end try
	do shell script "(" & (quoted form of @PYTHON@) & " -P -m lcxl_addin " & (quoted form of action) & " 2>> " & (quoted form of @LOG@) & "; case $? in 0) exit;; 1) why=" & (quoted form of (@macro_broken@)) & ";; 2) why=" & (quoted form of (@macro_other_version@)) & ";; 3) why=" & (quoted form of (@busy@ & linefeed & @busy_fix@)) & ";; 6) why=" & (quoted form of (@macro_not_shown@)) & ";; *) why=" & (quoted form of (@macro_stopped_on_mac@)) & ";; esac; /usr/bin/osascript -e 'on run said' -e 'display alert (item 1 of said) message (item 2 of said)' -e 'end run' " & (quoted form of (@tab@)) & " \"$why\") > /dev/null 2>&1 &"
	return "0"
end LcxlRun
