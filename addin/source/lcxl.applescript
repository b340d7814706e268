-- Excel for Mac may start programs only through a script in its own scripts folder.
-- The script returns at once: Excel cannot answer Python while a macro waits.
on LcxlRun(action)
	do shell script "mkdir -p \"$(dirname " & (quoted form of @LOG@) & ")\"; " & (quoted form of @PYTHON@) & " -P -m lcxl_addin " & (quoted form of action) & " > /dev/null 2>> " & (quoted form of @LOG@) & " &"
end LcxlRun
