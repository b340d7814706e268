Option Explicit

' What the add-in does in a workbook without Python: the next finding, the look of the sheet
' Findings, and care that marks are not saved by mistake. Nothing here starts a program.

Private WithEvents Watched As Application
Private WasSaved As Boolean
Private MarkedWhenSaved As String

' Before a button; False when the person would rather not.
Public Function LcxlBefore(ByVal action As String) As Boolean
    Dim book As Object, saves As Boolean
    LcxlBefore = True
    On Error Resume Next
    Set Watched = Application
    Set book = Application.ActiveWorkbook
    WasSaved = False
    #If Not Mac Then
        ' On Mac somebody may type while Python is at work, and that must not be forgotten.
        WasSaved = book.Saved
    #End If
    If action <> "validate" Then Exit Function
    If LcxlFindings() Is Nothing Then MarkedWhenSaved = ""
    saves = book.AutoSaveOn
    If Not saves Then Exit Function
    LcxlBefore = (MsgBox(@macro_autosave@, vbOKCancel + vbExclamation, @tab@) = vbOK)
    If LcxlBefore Then book.AutoSaveOn = False
End Function

' After a button. A workbook that had no changes has none because of marks: Excel then does not
' ask to save it, and the team's file keeps its date.
Public Sub LcxlAfter(ByVal action As String)
    Dim book As Object, list As Object
    On Error Resume Next
    Set book = Application.ActiveWorkbook
    Set list = LcxlFindings()
    If action = "validate" And Not list Is Nothing Then LcxlDress list
    If action = "validate" And WasSaved Then
        book.Saved = True
        MarkedWhenSaved = book.FullName
    ElseIf action = "clear" And WasSaved And MarkedWhenSaved = book.FullName Then
        book.Saved = True
        MarkedWhenSaved = ""
    End If
End Sub

' The head stays in sight, every column has a filter, and it prints on one page's width.
Public Sub LcxlDress(ByVal list As Object)
    Dim last As Long
    On Error Resume Next
    last = list.UsedRange.Row + list.UsedRange.Rows.Count - 1
    list.Activate
    Application.ActiveWindow.FreezePanes = False
    Application.ActiveWindow.SplitColumn = 0
    Application.ActiveWindow.SplitRow = @head_row@
    Application.ActiveWindow.FreezePanes = True
    If Not list.AutoFilterMode Then list.Range(list.Cells(@head_row@, 1), list.Cells(last, @columns@)).AutoFilter
    list.PageSetup.Orientation = 2
    list.PageSetup.Zoom = False
    list.PageSetup.FitToPagesWide = 1
    list.PageSetup.FitToPagesTall = False
    list.PageSetup.PrintTitleRows = "$@head_row@:$@head_row@"
End Sub

Private Sub Watched_WorkbookBeforeSave(ByVal Wb As Workbook, ByVal SaveAsUI As Boolean, Cancel As Boolean)
    Dim answer As Long
    On Error Resume Next
    If Not Wb Is Application.ActiveWorkbook Then Exit Sub
    If LcxlFindings() Is Nothing Then Exit Sub
    answer = MsgBox(@macro_save_marked@, vbYesNoCancel + vbExclamation, @tab@)
    If answer = vbNo Then Exit Sub
    Cancel = True
    If answer = vbYes Then LcxlRun "clear"
End Sub

' The add-in's own sheet in the workbook in front; Nothing when there is none.
Public Function LcxlFindings() As Object
    Dim sheet As Object
    If Application.ActiveWorkbook Is Nothing Then Exit Function
    For Each sheet In Application.ActiveWorkbook.Worksheets
        If Left(sheet.Name, Len(@findings@)) = @findings@ Then
            If CStr(sheet.Cells(@made_by_row@, 1).Value) = @made_by@ Then
                Set LcxlFindings = sheet
                Exit Function
            End If
        End If
    Next sheet
End Function

' Selects the cell of the finding after the one that is selected; after the last, the first.
Public Function LcxlNext() As String
    Dim list As Object, last As Long, row As Long, place As String, here As String
    Dim places() As String, messages() As String
    Dim said As String, count As Long, k As Long, known As Long, found As Long
    said = @no_list@
    Set list = LcxlFindings()
    If Not list Is Nothing Then
        said = @no_place@
        last = list.UsedRange.Row + list.UsedRange.Rows.Count - 1
        ReDim places(last)
        ReDim messages(last)
        For row = @head_row@ + 1 To last
            place = CStr(list.Cells(row, 1).Value)
            If LcxlIsShown(place) Then
                known = 0
                For k = 1 To count
                    If places(k) = place Then known = k
                Next k
                If known = 0 Then
                    count = count + 1
                    known = count
                End If
                places(known) = place
                messages(known) = Trim(CStr(list.Cells(row, @message_column@).Value))
            End If
        Next row
        If count > 0 Then
            On Error Resume Next
            here = Application.ActiveSheet.Name & "!" & Application.ActiveCell.Address(False, False)
            found = 1
            For k = 1 To count
                If places(k) = here Then found = (k Mod count) + 1
            Next k
            k = InStrRev(places(found), "!")
            With Application.ActiveWorkbook.Worksheets(Left(places(found), k - 1))
                .Activate
                .Range(Mid(places(found), k + 1)).Select
            End With
            said = Replace(Replace(@next_place@, "{number}", CStr(found)), "{count}", CStr(count))
            said = Replace(said, "{message}", messages(found))
        End If
    End If
    LcxlTell said
    LcxlNext = said
End Function

' Whether a text such as Data!D18 names a cell on a sheet that a person can see.
Private Function LcxlIsShown(ByVal place As String) As Boolean
    Dim k As Long, sheet As Object
    k = InStrRev(place, "!")
    If k < 2 Then Exit Function
    If Not (Mid(place, k + 1) Like "[A-Z]*#") Then Exit Function
    For Each sheet In Application.ActiveWorkbook.Worksheets
        If sheet.Name = Left(place, k - 1) Then LcxlIsShown = (sheet.Visible = -1)
    Next sheet
End Function

' The status bar is Excel's own again after a while.
Private Sub LcxlTell(ByVal text As String)
    On Error Resume Next
    Application.StatusBar = text
    Application.OnTime Now + TimeSerial(0, 0, 30), "'" & ThisWorkbook.Name & "'!ThisWorkbook.LcxlQuiet"
End Sub

Public Sub LcxlQuiet()
    Application.StatusBar = False
End Sub

' Lets the person choose a folder, in Excel's own box; "" when none was chosen.
Public Function LcxlFolder(ByVal question As String) As String
    Dim box As Object
    On Error Resume Next
    Set box = Application.FileDialog(4)
    box.Title = question
    box.AllowMultiSelect = False
    If box.Show = -1 Then LcxlFolder = box.SelectedItems(1)
End Function

' The folder goes to Python in a variable that only it sees, never on the command line.
Public Sub LcxlHand(ByVal wsh As Object, ByVal folder As String)
    wsh.Environment("PROCESS").Item("LCXL_FOLDER") = folder
End Sub
