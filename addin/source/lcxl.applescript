-- Excel for Mac may start programs only through a script in its own scripts folder.
-- The script returns at once: Excel cannot answer Python while a macro waits.
on LcxlRun(action)
	do shell script (quoted form of @PYTHON@) & " -P -m lcxl_addin " & (quoted form of action) & " >> \"$HOME/Library/Logs/lcxl-addin.log\" 2>&1 &"
end LcxlRun
